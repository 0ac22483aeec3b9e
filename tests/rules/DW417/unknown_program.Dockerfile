FROM debian:13-slim
RUN apt-get install -y openssh-server && mkdir /run/sshd
EXPOSE 22
