FROM debian:13-slim
RUN git --version
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
RUN git --version
USER 10001
