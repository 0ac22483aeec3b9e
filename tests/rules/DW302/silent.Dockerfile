FROM python:3.13-slim AS builder
RUN uv sync --locked
FROM python:3.13-slim
RUN uv sync --locked --no-cache
RUN UV_NO_CACHE=1 uv sync
RUN --mount=type=cache,target=/root/.cache/uv uv sync
RUN uv sync && uv cache clean
RUN uv sync && rm -rf /root/.cache/uv
RUN uv lock
