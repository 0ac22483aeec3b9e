FROM python:3.13-slim AS builder
COPY --from=ghcr.io/astral-sh/uv:0.8.0 /uv /bin/
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-install-project
COPY . .
RUN uv sync --locked
FROM python:3.13-slim
COPY --from=builder /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH
CMD ["mlflow", "server", "--host", "0.0.0.0"]
