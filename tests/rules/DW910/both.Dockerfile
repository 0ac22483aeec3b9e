FROM ubuntu:24.04
RUN curl -LO https://downloads.example/tool-amd64.tar.gz || curl -LO https://downloads.example/tool-arm64.tar.gz
