FROM --platform=$BUILDPLATFORM alpine
FROM --platform=$TARGETOS/amd64 alpine
FROM alpine
