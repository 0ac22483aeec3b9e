FROM python:3.13-slim AS builder
WORKDIR /app
COPY . .
RUN uv sync --locked
FROM python:3.13-slim
WORKDIR /code
COPY --from=builder /app/.venv /app/.venv
COPY src src
CMD ["/app/.venv/bin/uvicorn", "src.main:app"]
