FROM nvidia/cuda:12.2.0-runtime-ubuntu22.04
ENV CUDA_HOME=/usr/local/cuda NVIDIA_DRIVER_CAPABILITIES="all"
