FROM debian:13-slim AS one
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
FROM debian:13-slim
COPY --from=one /etc/hosts /srv/
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
USER 10001
CMD ["curl"]
