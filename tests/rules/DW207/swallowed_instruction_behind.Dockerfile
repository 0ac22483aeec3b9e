FROM debian:13-slim
WORKDIR /opt
RUN git clone https://github.com/acme/tool.git && \
    cd tool \

WORKDIR /opt/tool
USER 10001
