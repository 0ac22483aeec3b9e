FROM alpine AS one
COPY --from=two /a /a
COPY --from=7 /a /a
COPY --from=one /a /a
FROM alpine AS two
ARG S=one
COPY --from=$S /a /a
RUN --mount=type=bind,from=two,target=/t true
