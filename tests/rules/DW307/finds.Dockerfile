FROM ubuntu:24.04
RUN apt-get update && apt-get install -y curl python3-pip
RUN apt-get install -y ffmpeg npm
