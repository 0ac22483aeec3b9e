FROM ubuntu:24.04
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y git
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y curl
