FROM alpine:3.20
ARG A
ENV B=${NOTSET:?give it}
