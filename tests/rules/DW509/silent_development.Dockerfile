FROM python:3.13-slim AS dev
COPY . .
RUN pip install -e .
