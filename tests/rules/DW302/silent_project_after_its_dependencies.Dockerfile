FROM python:3.13-slim
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/
WORKDIR /srv
COPY pyproject.toml uv.lock ./
RUN uv sync --no-cache --locked --no-install-project
COPY . .
RUN uv sync --locked
