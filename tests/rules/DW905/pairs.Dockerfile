FROM alpine
ENV a=b c=d
LABEL a=b
ARG a
