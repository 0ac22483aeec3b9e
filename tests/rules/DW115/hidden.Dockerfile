ARG CUDA
FROM nvidia/cuda:${CUDA}
