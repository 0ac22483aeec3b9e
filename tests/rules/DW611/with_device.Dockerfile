FROM python:3.13-slim
RUN --device=nvidia.com/gpu=all uv pip install --system --torch-backend=auto torch
