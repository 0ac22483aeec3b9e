FROM node:22-slim AS base
ARG NPM_TOKEN
RUN echo "$NPM_TOKEN" > /root/.token
FROM base
