FROM python:3.13-slim
EXPOSE 8000
CMD gunicorn --bind $HOST:$PORT main:app
