FROM debian:13-slim
ARG VERSION=1.2
ADD https://files.example/tool-${VERSION}.tar.gz /opt/
ADD https://user.files.example/a https://other.example/b /opt/
