FROM debian:13-slim
RUN apt-get update && adduser mike
RUN apt-get install -y --no-install-recommends curl
