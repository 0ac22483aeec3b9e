FROM python:3.13-slim
WORKDIR /app
RUN mkdir -p /var/log/app
COPY . .
CMD gunicorn --access-logfile /var/log/app/access.log app:app
