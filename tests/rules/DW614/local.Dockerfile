FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
RUN pip install torch==2.6.0+cu124 torchvision==0.20.1+cu124
