FROM python:3.13-slim AS builder
RUN pip install --target=/deps flask==3.1.0
FROM python:3.13-slim
ENV PYTHONPATH=/deps
COPY --from=builder /deps /deps
CMD ["python", "app.py"]
