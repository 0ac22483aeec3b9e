FROM node:24-slim
WORKDIR /app
COPY . .
RUN npm ci \
    # why
 && npm run build
