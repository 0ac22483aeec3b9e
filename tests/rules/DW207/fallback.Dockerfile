FROM ubuntu:24.04
ARG VERSION
RUN git clone --branch=${VERSION} --depth=1 https://git.example/acme/tool.git /opt/tool || \
    git clone --depth=1 https://git.example/acme/tool.git /opt/tool
