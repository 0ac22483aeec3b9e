FROM node:22
WORKDIR /srv
COPY . .
RUN npm install && npm test
