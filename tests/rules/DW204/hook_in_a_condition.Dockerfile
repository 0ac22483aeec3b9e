FROM python:3.13-slim
ARG X
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked if [ $X ]; then apt-get update && apt-get install -y curl; fi
