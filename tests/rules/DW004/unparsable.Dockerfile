FROM alpine
ENV X
