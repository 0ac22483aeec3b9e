FROM ubuntu:24.04
RUN curl -fsSL https://downloads.example/amd64/index
