FROM debian:13-slim AS base
USER app
FROM base
RUN true
