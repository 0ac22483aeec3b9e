FROM debian:13-slim
RUN apt-get install -y openmpi-bin openssh-server
EXPOSE 22
