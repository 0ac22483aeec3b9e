FROM python:3.13-slim AS builder
RUN pip install --prefix=/install torch==2.9.1
FROM python:3.13-slim
COPY --from=builder /install /usr/local
