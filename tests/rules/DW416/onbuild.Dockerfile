FROM debian:13-slim
ONBUILD RUN echo "root:root" | chpasswd
