FROM python:3.13-slim AS base
RUN pip install torch --index-url https://download.pytorch.org/whl/cpu
FROM base
RUN pip install timm
