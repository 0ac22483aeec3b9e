FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends less
USER 0
CMD ["sh", "-c", "apt-get install -y --no-install-recommends jq && exec jq ."]
