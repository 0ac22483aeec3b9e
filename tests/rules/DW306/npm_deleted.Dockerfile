FROM node:24
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci && rm -rf /usr/local/lib/node_modules/npm /usr/local/bin/npm
RUN npm ci && npm uninstall -g npm
RUN npm ci && npm uninstall left-pad
USER node
