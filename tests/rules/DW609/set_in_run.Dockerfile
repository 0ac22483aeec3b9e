FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
RUN export FORCE_CUDA=1 TORCH_CUDA_ARCH_LIST="8.0" && pip install torch-scatter
RUN FORCE_CUDA=1 TORCH_CUDA_ARCH_LIST="8.0" pip install torch-sparse
