FROM python:3.13-slim AS added
RUN useradd app
USER app

FROM added AS inherited
USER app

FROM python:3.13-slim AS own
USER www-data

FROM node:22 AS brought
USER node

FROM ubuntu:24.04 AS ubuntu
USER ubuntu

FROM python:3.13-slim AS packages
RUN apt-get update && apt-get install -y --no-install-recommends postgresql openssh-server && rm -rf /var/lib/apt/lists/*
USER sshd
RUN whoami
USER postgres

FROM python:3.13-slim AS script
COPY setup.sh /tmp/
RUN /tmp/setup.sh
USER app

FROM python:3.13-slim AS file
COPY --from=added /etc/passwd /etc/passwd
USER app

FROM python:3.13-slim AS replaced
USER app
USER 10001
CMD ["python", "-V"]

FROM python:3.13-slim AS hidden
ARG NAME
USER $NAME

FROM python:3.13-slim AS by_variable
ARG NAME=app
RUN groupadd $NAME && useradd -g $NAME ${NAME}
USER $NAME

FROM registry.example/base:1 AS unknown
USER app

FROM python:3.13-slim
USER 10001:10001
CMD ["python", "-V"]
