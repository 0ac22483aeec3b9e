FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN mkdir -p outputs/logs/run outputs/models
CMD ["python", "train.py"]
