FROM alpine
MAINTAINER "Me" <me@example.org>
