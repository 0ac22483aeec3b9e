FROM node:24
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
RUN npm ci --offline --prefix /srv/other
USER node
