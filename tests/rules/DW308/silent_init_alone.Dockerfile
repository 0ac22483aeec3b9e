FROM node:22-alpine
RUN apk add --no-cache dumb-init g++
ENTRYPOINT ["/usr/bin/dumb-init", "--"]
