FROM debian:13-slim
RUN apt-get update && if [ -n "$X" ]; then apt-get install -y --no-install-recommends curl; fi
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
USER 10001
CMD ["curl"]
