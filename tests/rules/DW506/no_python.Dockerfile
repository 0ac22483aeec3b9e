FROM debian:12-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
FROM debian:12-slim
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY . .
CMD ["python3", "main.py"]
