FROM python:3.13-slim
ENV UV_NO_CACHE=true
RUN uv sync --locked
