FROM python:3.12-slim AS builder
RUN pip install flask==3.1.0
FROM python:3.13-slim
COPY --from=builder /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages
CMD ["python", "app.py"]
