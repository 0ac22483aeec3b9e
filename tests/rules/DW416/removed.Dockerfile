FROM debian:13-slim
RUN passwd -d root
RUN useradd -p "" app
