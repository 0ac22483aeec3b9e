FROM debian:13-slim
COPY .env.example /app/.env
COPY .env.template .env.sample /app/
COPY service-account.json.j2 /srv/
