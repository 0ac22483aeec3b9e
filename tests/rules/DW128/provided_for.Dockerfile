FROM debian:12-slim
RUN apt-get install -y --no-install-recommends jq && echo ok || echo failed
USER 10001
