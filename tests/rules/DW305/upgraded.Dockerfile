FROM alpine:3.22
RUN apk update && apk upgrade && apk add curl
CMD ["curl", "-V"]
