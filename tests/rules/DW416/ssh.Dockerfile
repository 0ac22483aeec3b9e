FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends openssh-server
RUN echo "root:root" | chpasswd
EXPOSE 22
