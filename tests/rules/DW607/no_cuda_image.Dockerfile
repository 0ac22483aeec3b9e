FROM ubuntu:22.04
RUN apt-get install -y nvidia-cuda-toolkit cuda-nvcc-12-2
