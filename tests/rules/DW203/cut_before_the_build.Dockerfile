FROM node:24-slim
WORKDIR /app
# the program
COPY . .
RUN set -eux \
    && npm ci \
    # what follows needs the source
    && npm run build \
    && npm run test
