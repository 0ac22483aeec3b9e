FROM ubuntu:22.04
RUN apt-get install -y curl wget git
