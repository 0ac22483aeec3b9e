FROM debian:13-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update
RUN --mount=type=cache,target=/var/cache/apt,sharing=private apt-get install -y curl
RUN --mount=type=cache,target=/root/.cache/pip pip install flask
RUN --mount=type=cache,target=/var/cache/apt ls /var/cache/apt
RUN --mount=type=tmpfs,target=/var/lib/apt apt-get update
