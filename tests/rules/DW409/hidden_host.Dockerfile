FROM buildpack-deps:trixie-curl
ARG HOST
RUN curl -fsSL https://$HOST | sh
