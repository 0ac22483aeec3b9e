FROM alpine:3.22 AS base
RUN apk update
FROM base
RUN apk add curl
