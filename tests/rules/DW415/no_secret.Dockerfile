FROM debian:13-slim
ARG VERSION
RUN echo "$VERSION" > /etc/version && echo "$UNDECLARED_TOKEN" > a
