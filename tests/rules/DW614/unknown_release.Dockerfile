FROM python:3.9-slim
RUN pip install torch==1.4.0 torchvision==0.21.0 --index-url https://download.pytorch.org/whl/cpu
