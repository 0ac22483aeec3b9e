FROM node:8.12.0-slim
RUN apt-get update && apt-get install -y netcat
