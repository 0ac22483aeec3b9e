FROM nvidia/cuda:11.8.0-devel-ubuntu22.04
ENV TORCH_CUDA_ARCH_LIST="8.0 9.0 12.0+PTX"
