FROM python:3.7-slim
RUN pip install torch==1.4.0 onnx==1.6.0 transformers==2.4.0
RUN pip install "torch<2" onnx transformers
