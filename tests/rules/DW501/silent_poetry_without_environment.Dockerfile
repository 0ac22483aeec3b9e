FROM python:3.11-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install poetry && poetry config virtualenvs.create false && poetry install
FROM python:3.11-slim
WORKDIR /app
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder /usr/local/bin /usr/local/bin
COPY . .
CMD ["python3", "main.py"]
