FROM python:3.13-slim AS builder
RUN pip install uvicorn==0.34.0
FROM python:3.13-slim
COPY --from=builder /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages
COPY main.py .
CMD ["uvicorn", "main:app"]
