FROM alpine:3.24 AS base
RUN apk add --no-cache curl

FROM base
USER worker:worker
RUN whoami
USER 10001
CMD ["curl"]
