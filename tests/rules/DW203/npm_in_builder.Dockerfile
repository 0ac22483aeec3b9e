FROM node:24-slim AS web
WORKDIR /web
COPY . .
RUN npm ci
FROM nginx:1.29
COPY --from=web /web/dist /usr/share/nginx/html
