ARG BASE=a
FROM alpine AS a
FROM $BASE AS b
FROM busybox AS a
COPY --from=b /x /x
