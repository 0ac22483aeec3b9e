FROM alpine AS a
FROM a AS b
RUN --mount=type=bind,from=a,target=/x true
FROM busybox AS a
FROM a
COPY --from=a /x /x
COPY --from=0 /x /x
