ARG V=Build
FROM alpine AS Build
FROM Build AS b
COPY --from=BUILD /a /a
RUN --mount=type=bind,from=Build,target=/x --mount=type=cache,target=/y true
COPY --from=0 /Build /Build
FROM $V AS Hidden
FROM b AS Build2
ONBUILD COPY --from=Build a b
