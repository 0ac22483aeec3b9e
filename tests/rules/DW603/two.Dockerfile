FROM ubuntu:22.04
RUN apt-get install -y nvidia-docker2 nvidia-container-runtime
