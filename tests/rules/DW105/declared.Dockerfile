ARG tag
FROM --platform=$BUILDPLATFORM alpine:${tag:-3}
FROM alpine:${other:-3}
