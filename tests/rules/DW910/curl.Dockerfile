FROM ubuntu:24.04
RUN curl -LO https://downloads.example/v1/tool-linux-amd64.tar.gz && tar xf tool-linux-amd64.tar.gz
RUN wget https://downloads.example/x86_64/other.zip
