FROM python:3.13-slim
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/
ENV UV_LINK_MODE=copy
RUN uv pip install --system aiohttp some-other-package
RUN uv pip install --system asyncpg
