FROM nvidia/cuda:12.2.0-cudnn8-devel-ubuntu22.04
RUN apt-get install -y libcudnn8=8.9.2.26-1+cuda12.1 --allow-downgrades
RUN apt-get install -y libnccl2=2.18.3-1+cuda12.2
RUN apt-get install -y --allow-change-held-packages libnccl2 libnccl-dev
