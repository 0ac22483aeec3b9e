FROM buildpack-deps:trixie-curl
ONBUILD RUN curl -fsSL https://tool.example/install.sh | sh
