FROM python:3.12-slim
RUN pip install torch==2.9.0 --index-url https://download.pytorch.org/whl/cu118
RUN pip install torch==2.6.0 torchvision --extra-index-url https://download.pytorch.org/whl/cu121
