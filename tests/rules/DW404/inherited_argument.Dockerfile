FROM python:3.13-slim AS base
ARG TOKEN
RUN git clone https://${TOKEN}@github.com/a/b
FROM base
