FROM --platform=linux/arm64 python:3.12-slim
RUN pip install --no-cache-dir decord==0.6.0 numpy
