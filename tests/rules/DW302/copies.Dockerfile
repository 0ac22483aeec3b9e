FROM python:3.13-slim
ENV UV_LINK_MODE=copy
RUN uv pip install --system torch==2.9.1
