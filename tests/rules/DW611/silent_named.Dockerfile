FROM python:3.13-slim
RUN uv pip install --system --torch-backend=cu128 torch==2.9.1
