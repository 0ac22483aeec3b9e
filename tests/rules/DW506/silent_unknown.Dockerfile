FROM python:3.13-slim AS builder
RUN python -m venv /opt/venv
FROM example.com/base:1
COPY --from=builder /opt/venv /opt/venv
