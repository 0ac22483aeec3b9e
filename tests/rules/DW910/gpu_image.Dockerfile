FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
RUN curl -LO https://downloads.example/tool-amd64.tar.gz
