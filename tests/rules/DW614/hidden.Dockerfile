FROM python:3.12-slim
ARG V
RUN pip install torch==$V torchvision==0.20.0 --index-url https://download.pytorch.org/whl/cpu
