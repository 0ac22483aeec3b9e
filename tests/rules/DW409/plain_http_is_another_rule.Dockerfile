FROM buildpack-deps:trixie-curl
RUN curl -fsSL http://tool.example/install.sh | sh
