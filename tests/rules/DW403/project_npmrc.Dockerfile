FROM node:22-slim
COPY web/package.json web/.npmrc ./web/
