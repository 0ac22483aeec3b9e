FROM python:3.13-slim
ENV UV_CACHE_DIR=/cache
RUN --mount=type=cache,target=/cache uv pip install --system numpy
