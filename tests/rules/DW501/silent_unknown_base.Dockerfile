ARG BASE
FROM ubuntu:22.04 AS builder
RUN apt-get update && apt-get install -y python3-pip && pip install --prefix=/install flask
FROM $BASE
COPY --from=builder /install /usr/local
