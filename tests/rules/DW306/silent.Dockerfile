FROM node:24-slim AS builder
RUN npm ci
FROM node:24-slim
RUN npm ci && npm cache clean --force
RUN npm ci && rm -rf /root/.npm
RUN --mount=type=cache,target=/root/.npm npm ci
RUN yarn install && yarn cache clean
RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install
RUN pnpm install
RUN npm run build
RUN yarn build
