FROM nvidia/cuda
