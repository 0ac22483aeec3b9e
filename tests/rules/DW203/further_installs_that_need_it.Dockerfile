FROM node:24-slim
WORKDIR /app
COPY . .
RUN npm install && npm cache clean --force
RUN npm install express@5.1.0 && npm cache clean --force
USER 10001
CMD ["node", "server.js"]
