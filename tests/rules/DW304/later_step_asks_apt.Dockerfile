FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl
RUN apt-cache show hello
