FROM python:3.13-slim AS builder
RUN python -m venv /opt/venv
FROM python:3.13-slim
COPY --from=builder /opt/venv /opt/venv
