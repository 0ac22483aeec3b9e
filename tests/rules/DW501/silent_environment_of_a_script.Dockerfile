FROM python:3.13-slim AS builder
RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask
FROM python:3.13-slim
COPY --from=builder /opt/venv /opt/venv
COPY start.sh main.py /app/
CMD ["python", "/app/main.py"]
