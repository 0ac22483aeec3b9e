FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
ARG TORCH_CUDA_ARCH_LIST
ARG FORCE_CUDA=1
RUN pip install torch-cluster
