FROM python:3.13-slim
USER app
RUN --mount=type=cache,target=/home/app/.cache/pip pip install --no-cache-dir flask
