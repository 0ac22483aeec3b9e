FROM ubuntu:24.04
RUN apt-get update && apt-get install -y software-properties-common
RUN apt-get install -y curl
RUN add-apt-repository ppa:deadsnakes/ppa
RUN apt-get update && apt-get install -y python3.12 && rm -rf /var/lib/apt/lists/*
