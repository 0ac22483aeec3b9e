ARG VERSION=3.13
FROM python:${VERSOIN}-slim AS a
FROM --platform=linux/$TARGETARHC python:$VERSION AS b
FROM python:$VERSOIN-slim$VERSOIN AS c
FROM python:${LATE}
ARG LATE=3.13
