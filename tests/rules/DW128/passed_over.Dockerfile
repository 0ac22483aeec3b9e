FROM debian:13-slim
RUN apt-get install -y --no-install-recommends git; true
USER 10001
