FROM alpine
ENV key a b c
LABEL key value
