FROM alpine AS one
FROM alpine
COPY --from=one /a /a
COPY --from=0 /b /b
COPY --from=busybox:1.36 /bin/sh /sh
RUN --mount=from=one,target=/t true
ADD a b
