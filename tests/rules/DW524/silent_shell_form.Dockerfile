FROM python:3.9-slim
CMD uvicorn main:app --port $PORT
