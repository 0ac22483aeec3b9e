FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends some-vendor-sdk
RUN pip install lightgbm
