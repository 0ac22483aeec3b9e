FROM python:3.13-slim
RUN pip install --no-cache-dir torch torchvision
CMD ["python", "main.py"]
