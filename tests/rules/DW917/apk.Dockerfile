FROM alpine:3.22
RUN apk add --no-cache curl
RUN apk add --no-cache curl jq
USER 10001
CMD ["jq"]
