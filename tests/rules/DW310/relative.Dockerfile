FROM node:24-slim
WORKDIR /srv
COPY . .
RUN npm ci
RUN cd /srv && chown -R node .
