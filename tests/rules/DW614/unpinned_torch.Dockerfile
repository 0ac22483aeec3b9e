FROM python:3.12-slim
RUN pip install torch torchvision==0.20.0 --index-url https://download.pytorch.org/whl/cpu
