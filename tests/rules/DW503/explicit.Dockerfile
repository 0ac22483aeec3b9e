FROM python:3.13-slim
CMD ["uvicorn", "main:app", "--host=127.0.0.1"]
