FROM debian:13-slim
COPY . /app
