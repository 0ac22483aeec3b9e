FROM python:3.13-slim AS builder
COPY . /app
RUN chown -R 10001 /app
FROM python:3.13-slim
COPY --from=builder /app /app
