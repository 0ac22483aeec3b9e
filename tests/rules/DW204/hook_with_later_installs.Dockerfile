FROM python:3.13-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked set -ex; apt-get update; apt-get install -y curl
RUN apt-get install -y git
