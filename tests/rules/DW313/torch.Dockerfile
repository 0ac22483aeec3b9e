FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04
RUN apt-get update && apt-get install -y python3-pip
RUN pip install --index-url https://download.pytorch.org/whl/cu129 torch==2.9.1
