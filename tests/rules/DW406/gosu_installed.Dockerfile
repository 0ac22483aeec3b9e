FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends gosu
COPY docker-entrypoint.sh /
ENTRYPOINT ["/docker-entrypoint.sh"]
