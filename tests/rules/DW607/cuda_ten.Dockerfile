FROM nvidia/cuda:10.0-cudnn7-devel-ubuntu16.04
RUN apt-get update && apt-get install -y cuda-command-line-tools-10-0 cuda-cublas-dev-10-0 cuda-cufft-10-0 curl
