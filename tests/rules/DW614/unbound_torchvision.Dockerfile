FROM python:3.12-slim
RUN pip install torch==2.14.0 torchvision==0.29.2 --index-url https://download.pytorch.org/whl/cpu
