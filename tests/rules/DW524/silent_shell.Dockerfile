FROM python:3.9-slim
CMD ["sh", "-c", "uvicorn main:app --port $PORT"]
