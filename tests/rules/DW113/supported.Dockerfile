FROM python:3.12-slim AS a
FROM ubuntu:24.04
COPY --from=a /usr/local /usr/local
