FROM alpine
maintainer 'A "quoted" $name' \
   # why
   and \\ more
FROM alpine
LABEL org.opencontainers.image.authors=me
MAINTAINER you
