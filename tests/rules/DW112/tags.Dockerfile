FROM alpine:3 AS a
FROM ubuntu:jammy AS b
FROM python:3.13-slim AS c
FROM scratch
COPY --from=a /x /x
