FROM python:3.13-slim AS unused
RUN pip install torch
FROM python:3.13-slim
