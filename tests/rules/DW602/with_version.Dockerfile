FROM ubuntu:22.04
RUN apt-get install -y cuda-drivers=535.104.05-1
