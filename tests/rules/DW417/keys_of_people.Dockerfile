FROM debian:13-slim
RUN apt-get install -y openssh-server && ssh-keygen -A
COPY team.pub /root/.ssh/authorized_keys
EXPOSE 22
CMD ["/start.sh"]
