FROM debian:13-slim
RUN apt-get install -y openssh-server supervisor
EXPOSE 22 8000
CMD ["/usr/bin/supervisord", "-n"]
