FROM debian:13-slim AS build
USER app
FROM debian:13-slim
USER 10001
