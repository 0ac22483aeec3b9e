FROM node:24-slim
COPY . /workdir
WORKDIR /workdir/app
RUN npm ci
