FROM python:3.13-slim
ARG UV_TORCH_BACKEND=auto
ENV UV_TORCH_BACKEND=auto
RUN uv pip install --system --torch-backend auto torch
RUN UV_TORCH_BACKEND=auto uv pip install --system torch
