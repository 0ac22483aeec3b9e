FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends vault-enterprise \
    && rm -rf /var/lib/apt/lists/*
USER hashi
CMD ["vault-enterprise"]
