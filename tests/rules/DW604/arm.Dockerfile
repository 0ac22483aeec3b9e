FROM --platform=linux/arm64 python:3.13-slim
RUN pip install torch
