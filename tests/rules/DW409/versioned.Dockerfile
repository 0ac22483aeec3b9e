FROM buildpack-deps:trixie-curl
ARG VERSION=1.2.3
RUN curl -fsSL https://tool.example/1.4.2/install.sh | sh
RUN curl -fsSL https://tool.example/v$VERSION/install.sh | sh
RUN curl -fsSL https://tool.example/0123456789abcdef0123456789abcdef01234567/install.sh | sh
