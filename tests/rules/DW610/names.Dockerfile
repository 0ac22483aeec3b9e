FROM nvidia/cuda:13.0.2-devel-ubuntu24.04
ENV TORCH_CUDA_ARCH_LIST="Hopper;Blackwell"
