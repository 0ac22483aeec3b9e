FROM python:3.11-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install --user -r requirements.txt
FROM python:3.11-slim
WORKDIR /app
RUN useradd -m app
COPY --from=builder --chown=app /root/.local /home/app/.local
USER app
COPY . .
CMD ["python", "main.py"]
