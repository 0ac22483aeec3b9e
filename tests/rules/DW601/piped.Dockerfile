FROM ubuntu:22.04
RUN nvidia-smi | grep "CUDA"
