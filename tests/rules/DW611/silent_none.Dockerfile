FROM python:3.13-slim
RUN uv pip install --system torch==2.9.1
