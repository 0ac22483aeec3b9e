FROM debian:13-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt update && apt install -y git
