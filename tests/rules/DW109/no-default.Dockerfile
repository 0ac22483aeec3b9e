ARG V
FROM alpine:$V
FROM ${V}alpine:$V
