FROM node:22-slim
ARG NPM_TOKEN
RUN echo "//packages.example/:_authToken=${NPM_TOKEN}" > .npmrc
RUN rm .npmrc
