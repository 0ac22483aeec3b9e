FROM debian:12-slim AS lists
RUN apt-get update

FROM debian:12-slim
COPY --from=lists /var/lib/apt/lists /var/lib/apt/lists
RUN apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*
USER 10001
