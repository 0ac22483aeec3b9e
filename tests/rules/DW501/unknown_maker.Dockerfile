FROM registry.example.com/wheels:1 AS builder
FROM python:3.11-slim
COPY --from=builder /usr/local/lib/python3.10/site-packages /usr/local/lib/python3.10/site-packages
CMD ["python", "-m", "flask"]
