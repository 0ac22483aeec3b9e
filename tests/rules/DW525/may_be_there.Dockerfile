FROM alpine/git AS tools

FROM debian:13-slim AS provided
RUN curl -fsSLO https://example.com/a || true
RUN wget -q https://example.com/a || echo none

FROM debian:13-slim AS function
RUN fetch() { echo "$1"; }; git() { fetch "$@"; } && git clone

FROM debian:13-slim AS mounted
RUN --mount=type=bind,from=tools,source=/usr/bin/git,target=/usr/bin/git git --version
RUN --mount=type=bind,from=tools,source=/usr/bin,target=/usr/local/bin git --version

FROM debian:13-slim AS depends
RUN apt-get update && apt-get install -y --no-install-recommends git-lfs g++ && rm -rf /var/lib/apt/lists/*
RUN git --version && gcc --version

FROM debian:13-slim AS triggers
ONBUILD RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*

FROM triggers
COPY --from=provided /etc/os-release /srv/a
COPY --from=function /etc/os-release /srv/b
COPY --from=mounted /etc/os-release /srv/c
COPY --from=depends /etc/os-release /srv/d
RUN git --version
USER 10001
