FROM python:3.12-slim
COPY --from=ghcr.io/astral-sh/uv:0.8.0 /uv /bin/
RUN uv pip install --system torch --extra-index-url https://download.pytorch.org/whl/cu118
