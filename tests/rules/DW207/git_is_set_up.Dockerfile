FROM debian:13-slim
RUN apt-get update && apt-get install -y git-lfs && rm -rf /var/lib/apt/lists/*
RUN git clone https://github.com/acme/models.git /models
USER 10001
