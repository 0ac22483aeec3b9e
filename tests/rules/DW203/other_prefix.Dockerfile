FROM node:24-slim
WORKDIR /app
COPY . .
RUN npm --prefix web ci
