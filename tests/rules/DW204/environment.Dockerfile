FROM python:3.13-slim
ENV PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1
RUN --mount=type=cache,target=/root/.cache/pip pip install flask
RUN --mount=type=cache,target=/root/.cache/uv uv pip install --system flask
