FROM debian:13-slim AS build
COPY .netrc /root/
FROM debian:13-slim
COPY tests/fixtures/server.key /srv/
