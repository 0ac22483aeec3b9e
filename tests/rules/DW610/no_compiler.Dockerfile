FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04
ENV TORCH_CUDA_ARCH_LIST="7.0"
