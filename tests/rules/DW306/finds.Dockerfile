FROM node:24-slim
RUN npm ci --omit=dev
RUN yarn install --frozen-lockfile
RUN yarn cache clean && yarn add foo
