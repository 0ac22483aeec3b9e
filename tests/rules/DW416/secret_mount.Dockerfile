# syntax=docker/dockerfile:1
FROM debian:13-slim
RUN --mount=type=secret,id=pw chpasswd < /run/secrets/pw
