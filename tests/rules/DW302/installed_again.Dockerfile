FROM python:3.13-slim
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/
ENV UV_LINK_MODE=copy
COPY build.txt .
RUN uv pip install --no-cache --system -r build.txt
RUN uv pip install --system -r build.txt
