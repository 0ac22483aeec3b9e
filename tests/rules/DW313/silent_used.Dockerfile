FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
RUN pip install torch==2.9.1 onnxruntime-gpu==1.23.2
