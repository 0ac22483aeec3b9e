FROM debian:13-slim
COPY .env /app/
COPY config/.env.production /app/.env
