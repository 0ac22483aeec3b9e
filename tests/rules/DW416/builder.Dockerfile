FROM debian:13-slim AS build
RUN echo "root:root" | chpasswd
FROM debian:13-slim
