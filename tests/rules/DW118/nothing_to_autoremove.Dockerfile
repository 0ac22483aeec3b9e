FROM debian:12
RUN apt-get update && apt-get install -y gcc && apt-get autoremove && rm -rf /var/lib/apt/lists/*
