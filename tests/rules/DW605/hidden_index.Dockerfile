FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
ARG VARIANT
RUN pip install --index-url https://download.pytorch.org/whl/${VARIANT} torch
