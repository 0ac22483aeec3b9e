# syntax=docker/dockerfile:1
FROM node:22-slim
ARG NPM_TOKEN
RUN --mount=type=secret,id=t,env=NPM_TOKEN echo "$NPM_TOKEN" > /root/.token
RUN --mount=type=secret,id=t T=$(cat /run/secrets/t) && echo "$T" > /root/.token
