FROM python:3.11-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install uv && uv venv /opt/venv && uv pip install --python /opt/venv/bin/python -r requirements.txt
FROM python:3.11-slim
WORKDIR /app
COPY --from=builder /opt/venv /app/venv
ENV PATH=/app/venv/bin:$PATH
COPY . .
CMD ["gunicorn", "main:app"]
