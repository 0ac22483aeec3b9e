FROM python:3.13-slim AS base
ENV PIP_NO_CACHE_DIR=1
FROM base
RUN pip install torch==2.9.1
