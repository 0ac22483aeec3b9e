FROM ubuntu:24.04
RUN if [ "$(dpkg --print-architecture)" = amd64 ]; then curl -LO https://downloads.example/tool-amd64.tar.gz; fi
