FROM debian:13-slim
USER 10001
WORKDIR /srv
USER root
RUN mkdir -p /srv/data
