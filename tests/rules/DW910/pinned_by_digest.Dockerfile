FROM ubuntu:24.04@sha256:24c9a2a1e6f4a5d0e6f4a5d024c9a2a1e6f4a5d0e6f4a5d024c9a2a1e6f4a5d0
RUN curl -fsSLO https://downloads.example/tool-linux-amd64.tar.gz
