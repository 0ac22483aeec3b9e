FROM python:3.12-slim AS base
FROM base
RUN uv pip install --system decord
