FROM ubuntu:24.04 AS unused
RUN curl -LO https://downloads.example/tool-amd64.tar.gz
FROM ubuntu:24.04
