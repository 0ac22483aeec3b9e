FROM node:24-slim
COPY . /app
RUN (cd /app/web && npm ci) && (cd /app/api && npm ci)
