FROM alpine:3.22
ENTRYPOINT ["su-exec", "nobody", "/srv/run"]
