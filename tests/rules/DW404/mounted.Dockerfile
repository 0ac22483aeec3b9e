# syntax=docker/dockerfile:1
FROM python:3.13-slim
ARG TOKEN
RUN --mount=type=secret,id=token git clone https://$(cat /run/secrets/token)@github.com/a/b
RUN --mount=type=secret,id=token T=$(cat /run/secrets/token) && git clone https://x:$T@github.com/a/b
RUN --mount=type=secret,id=token,env=TOKEN git clone https://x:$TOKEN@github.com/a/b
