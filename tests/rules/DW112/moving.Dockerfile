FROM node:lts-slim AS a
FROM debian:stable-slim AS b
COPY --from=a /x /x
FROM nginx:alpine
COPY --from=b /x /x
