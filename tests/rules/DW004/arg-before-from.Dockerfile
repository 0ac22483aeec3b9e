ARG A=3
FROM alpine:$A
