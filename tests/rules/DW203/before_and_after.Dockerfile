FROM node:22
WORKDIR /srv
COPY . .
RUN corepack enable && pnpm install
FROM node:22
COPY . .
RUN corepack enable && pnpm install && pnpm build
