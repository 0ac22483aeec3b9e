ARG tag=3
FROM alpine:${tag}${version}
FROM --platform=$BULIDPLATFORM alpine
FROM $IMAGE
ARG IMAGE=x
