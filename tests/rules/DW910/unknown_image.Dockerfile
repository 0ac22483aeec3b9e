FROM team/base:1
RUN curl -LO https://downloads.example/tool-amd64.tar.gz
