FROM nvidia/cuda:12.9.1-cudnn-devel-ubuntu24.04 AS base
FROM base
RUN apt-get install -y nvidia-cuda-toolkit
