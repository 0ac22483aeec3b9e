# syntax=docker/dockerfile:1
FROM ubuntu:24.04 AS build
RUN --mount=type=cache,target=/var/cache/apt,id=apt-${TARGETARCH} \
    --mount=type=cache,target=/var/lib/apt,id=lib-${TARGETARCH} \
    apt-get update
COPY tool-$TARGETARCH /opt/tool
FROM ubuntu:24.04
COPY --from=build /opt/tool-$TARGETARCH /opt/tool
