FROM ubuntu:22.04
RUN apt-get install -y docker-ce nvidia-container-toolkit
