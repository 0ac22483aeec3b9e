FROM node:24-slim
COPY ./src-ui /src/src-ui
WORKDIR /src/src-ui
RUN corepack enable && pnpm install
