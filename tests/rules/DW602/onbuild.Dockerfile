FROM ubuntu:22.04
ONBUILD RUN apt-get install -y nvidia-driver-550
