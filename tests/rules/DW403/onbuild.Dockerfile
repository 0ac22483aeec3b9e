FROM debian:13-slim
ONBUILD COPY .env /app/
