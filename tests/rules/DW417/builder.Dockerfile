FROM debian:13-slim AS build
RUN apt-get install -y openssh-server
EXPOSE 22
FROM debian:13-slim
EXPOSE 80
