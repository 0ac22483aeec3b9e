FROM python:3.7
RUN pip install onnx numpy==1.18.0 Pillow==7.0.0 tensorflow
