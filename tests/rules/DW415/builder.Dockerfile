FROM node:22-slim AS build
ARG NPM_TOKEN
RUN echo "//packages.example/:_authToken=${NPM_TOKEN}" > .npmrc && npm ci
FROM node:22-slim
COPY --from=build /app /app
