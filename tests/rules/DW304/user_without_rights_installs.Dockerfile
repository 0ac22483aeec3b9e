FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && useradd app
USER app
RUN apt-get install -y --no-install-recommends jq
