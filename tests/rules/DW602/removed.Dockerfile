FROM ubuntu:22.04
RUN apt-get purge -y nvidia-driver-550 && apt-cache policy cuda-drivers
