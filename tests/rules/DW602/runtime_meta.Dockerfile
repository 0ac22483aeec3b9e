FROM ubuntu:22.04
RUN apt-get install -y cuda-runtime-12-4
