ARG CUDA
FROM nvidia/cuda:${CUDA}-runtime-ubuntu22.04
RUN pip install --index-url https://download.pytorch.org/whl/cu118 torch
