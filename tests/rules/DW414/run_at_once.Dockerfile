FROM buildpack-deps:trixie-curl
RUN curl -sSL http://tool.example/install | sh
