FROM python:3.11-slim
RUN pip install --no-cache-dir torch==2.0.0 torchvision==0.15.0 \
    --index-url https://download.pytorch.org/whl/cpu
USER 10001
CMD ["python", "-c", "import torchvision"]
