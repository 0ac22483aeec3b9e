FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["gunicorn", "--access-logfile", "/var/log/access.log", "--pid=/run/app.pid", "app:app"]
