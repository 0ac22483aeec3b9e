FROM alpine:3.22
RUN apk add --update-cache curl
RUN apk add bash
CMD ["curl", "-V"]
