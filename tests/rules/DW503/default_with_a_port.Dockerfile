FROM python:3.12-slim
CMD uvicorn app:app --port $PORT
