FROM alpine:3.24 AS plain
RUN apk add curl

FROM alpine:3.24 AS removed
RUN apk add --no-cache curl && rm -rf /var/cache/apk/*
RUN apk add bash

FROM alpine:3.20
RUN --mount=type=cache,target=/etc/apk/cache apk add curl
USER 10001
