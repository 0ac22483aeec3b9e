FROM python:3.13-slim
WORKDIR /app
ENV PYTHONPATH=/app:$PYTHONPATH
COPY . .
USER 10001
CMD ["gunicorn", "--chdir", "sub", "main:app"]
