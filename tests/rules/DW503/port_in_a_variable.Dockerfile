FROM python:3.13-slim
ENV PORT=8000
EXPOSE 8000
CMD gunicorn --bind "127.0.0.1:${PORT:-8000}" main:app
