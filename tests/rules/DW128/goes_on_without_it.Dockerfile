FROM debian:12-slim
RUN cd /tmp; apt-get install -y --no-install-recommends jq; true
USER 10001
