FROM python:3.13-slim AS builder
RUN pip install uvicorn==0.34.0
FROM python:3.13-slim
COPY --from=builder /usr/local /usr/local
CMD ["uvicorn", "main:app"]
