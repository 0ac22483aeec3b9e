FROM python:3.13-slim AS builder
WORKDIR /app
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --locked
FROM python:3.13-slim
COPY --from=builder /app/.venv /app/.venv
CMD ["uvicorn", "scorer.main:app"]
