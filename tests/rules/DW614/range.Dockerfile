FROM python:3.12-slim
RUN pip install torch==2.6.0 "torchvision>=0.20" --index-url https://download.pytorch.org/whl/cpu
