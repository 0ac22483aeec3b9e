FROM python:3.13-slim
RUN uv pip install --system --torch-backend=auto torch==2.9.1
