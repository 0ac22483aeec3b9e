FROM --platform=linux/amd64 ubuntu:24.04
RUN curl -LO https://downloads.example/tool-amd64.tar.gz
