FROM alpine AS a
FROM busybox AS b
FROM busybox
