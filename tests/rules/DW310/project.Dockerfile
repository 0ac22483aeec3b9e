FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN chown -R 10001 /app
