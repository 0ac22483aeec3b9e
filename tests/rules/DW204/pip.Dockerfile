FROM python:3.13-slim
RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir -r requirements.txt
