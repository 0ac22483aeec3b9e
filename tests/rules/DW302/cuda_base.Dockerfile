FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
RUN uv pip install --system torch
