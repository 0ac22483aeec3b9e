FROM debian:13-slim
RUN apt-get update && apt-get install -y git
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
RUN sudo apt-get update && sudo apt-get install -y jq
