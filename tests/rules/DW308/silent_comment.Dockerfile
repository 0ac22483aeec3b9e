# The developer/tester image of the service.
FROM alpine:3.22
RUN apk add --no-cache build-base
COPY run.sh /
CMD ["/run.sh"]
