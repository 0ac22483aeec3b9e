FROM ubuntu:24.04
RUN sudo apt install -y curl
