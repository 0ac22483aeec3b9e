FROM alpine:3.22
RUN apk add --no-cache --virtual .build-deps gcc \
 && find /usr/local -type f -perm +0111 -exec scanelf --needed --nobanner {} + \
  | xargs -rt apk add --no-network --virtual .rundeps \
 && apk del --no-network .build-deps
