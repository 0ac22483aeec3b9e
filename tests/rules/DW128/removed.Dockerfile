FROM debian:13-slim AS base
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*

FROM base
RUN set -eux; \
    apt-get install -y --no-install-recommends git
RUN apt-get install -y --no-install-recommends make
USER 10001
