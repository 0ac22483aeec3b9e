FROM --platform=linux/amd64 docker.io/library/ubuntu:latest AS build
RUN true
FROM build
