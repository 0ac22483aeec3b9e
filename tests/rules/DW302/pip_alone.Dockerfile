FROM python:3.13-slim
ENV UV_LINK_MODE=copy
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/
RUN uv pip install --system pip
