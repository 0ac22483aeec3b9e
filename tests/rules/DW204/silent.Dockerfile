FROM debian:13-slim
RUN rm -f /etc/apt/apt.conf.d/docker-clean
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
RUN --mount=type=cache,target=/root/.cache/pip pip install flask
RUN --mount=type=cache,target=/root/.cache/uv pip install --no-cache-dir uv
RUN --mount=type=cache,target=/root/.npm npm ci && rm -rf /root/.cache/pip
RUN --mount=type=tmpfs,target=/root/.cache/pip pip install --no-cache-dir flask
