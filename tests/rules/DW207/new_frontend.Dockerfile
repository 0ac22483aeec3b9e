# syntax=docker/dockerfile:1.7
FROM debian:13-slim
ENV APP_DIR=/srv/app
RUN git clone https://github.com/acme/models.git ${APP_DIR}/models
USER 10001
