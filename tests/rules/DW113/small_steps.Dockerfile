FROM python:3.10.0-slim AS a
RUN pip install flask==3.0.3
FROM alpine:3.21 AS b
COPY --from=a /x /x
FROM debian:11-slim
FROM ubuntu:focal
FROM python:3.11-slim-bullseye
COPY --from=b /x /x
COPY --from=4 /y /y
