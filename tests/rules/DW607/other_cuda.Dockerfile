FROM nvidia/cuda:12.2.0-devel-ubuntu22.04
RUN apt-get install -y cuda-nvcc-11-8
