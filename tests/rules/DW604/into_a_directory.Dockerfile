FROM python:3.13-slim
RUN pip install --target=/deps torch fastapi
CMD ["python", "main.py"]
