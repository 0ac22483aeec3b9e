FROM debian:13-slim
RUN apt-get install -y openssh-server
RUN ssh-keygen -q -t rsa -N '' -f /root/.ssh/id_rsa && cp /root/.ssh/id_rsa.pub /root/.ssh/authorized_keys
EXPOSE 22
