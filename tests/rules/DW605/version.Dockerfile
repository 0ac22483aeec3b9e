FROM nvidia/cuda:12.2.0-runtime-ubuntu22.04
RUN uv pip install torch==2.1.0+cu118 torchvision==0.16.0+cu118
