FROM tiangolo/uvicorn-gunicorn:python3.11
COPY app /app
