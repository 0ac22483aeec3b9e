FROM gcr.io/${PROJECT}/cc-base:v14 AS invalid
FROM debian:13${VARIANT} AS valid
FROM debian:13
COPY --from=invalid /a /a
COPY --from=valid /b /b
