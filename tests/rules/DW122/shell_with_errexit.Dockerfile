FROM debian:13
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN apt-get install -y curl; rm -rf /var/lib/apt/lists/*
