FROM python:3.13-slim AS builder
RUN uv venv --relocatable /build/venv
FROM python:3.13-slim
COPY --from=builder /build/venv /opt/venv
