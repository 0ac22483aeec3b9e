FROM debian:13-slim
RUN apt-get update && apt-get install -y sudo && echo "app ALL=(ALL) ALL" > /etc/sudoers.d/app
