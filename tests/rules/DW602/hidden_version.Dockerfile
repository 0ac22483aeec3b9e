FROM ubuntu:22.04
ARG DRIVER
RUN apt-get install -y nvidia-driver-${DRIVER}
