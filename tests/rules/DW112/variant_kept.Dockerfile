FROM nginx:alpine AS web
FROM node:lts-alpine
COPY --from=web /etc/nginx /etc/nginx
