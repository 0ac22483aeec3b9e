# syntax=docker/dockerfile:1.4
FROM debian:13-slim
RUN git clone https://github.com/acme/models.git /models
USER 10001
