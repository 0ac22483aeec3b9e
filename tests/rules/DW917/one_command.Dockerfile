FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends git curl git && rm -rf /var/lib/apt/lists/*
USER 10001
CMD ["git"]
