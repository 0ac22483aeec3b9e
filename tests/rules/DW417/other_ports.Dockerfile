FROM debian:13-slim
EXPOSE 2222 22/udp 8022
