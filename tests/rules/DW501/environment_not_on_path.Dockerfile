FROM python:3.13-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt
FROM python:3.13-slim
COPY --from=builder /opt/venv /opt/venv
COPY train.py /app/
CMD ["python", "/app/train.py"]
