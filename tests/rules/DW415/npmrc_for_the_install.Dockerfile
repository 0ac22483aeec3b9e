FROM node:22-slim
WORKDIR /app
ARG NPM_TOKEN
COPY package.json package-lock.json ./
RUN echo "//packages.example/:_authToken=${NPM_TOKEN}" > ~/.npmrc && \
    npm ci --omit=dev && \
    npm cache clean --force
USER 1000
CMD ["node", "main.js"]
