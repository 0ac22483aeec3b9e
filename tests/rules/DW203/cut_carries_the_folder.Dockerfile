FROM node:24-slim
COPY . /app
RUN --mount=type=cache,target=/tmp/x cd /app/web && export CI=1 && npm ci && npm run build && cd .. && ls
