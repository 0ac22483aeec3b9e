FROM debian:13-slim
ADD rootfs.tar.gz /
