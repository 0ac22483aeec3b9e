FROM python:3.13-slim
CMD ["uvicorn", "main:app"]
