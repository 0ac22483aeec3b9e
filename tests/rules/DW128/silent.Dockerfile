FROM debian:13-slim AS two
RUN apt-get update
RUN apt-get install -y --no-install-recommends curl

FROM two AS inherited
RUN apt-get install -y --no-install-recommends git

FROM debian:13-slim AS mount
RUN --mount=type=cache,target=/var/lib/apt,sharing=locked --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get install -y --no-install-recommends git

FROM debian:13-slim AS script
COPY setup.sh /tmp/
RUN /tmp/setup.sh && apt-get install -y --no-install-recommends git

FROM debian:13-slim AS file
COPY tool.deb /tmp/
RUN apt-get install -y --no-install-recommends /tmp/tool.deb

FROM debian:13-slim AS provided
RUN apt-get install -y --no-install-recommends git || true

FROM python:3.13-slim AS there
RUN apt-get install -y --no-install-recommends ca-certificates

FROM registry.example/base:1 AS unknown
RUN apt-get install -y --no-install-recommends git

FROM alpine:3.24 AS apk
RUN apk add --no-cache curl && apk --update add git && apk add -U make
RUN apk update && apk add wget

FROM alpine:3.24 AS updated
RUN apk --update add curl
RUN apk add bash
