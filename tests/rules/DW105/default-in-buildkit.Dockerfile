FROM alpine:${other:-3}
