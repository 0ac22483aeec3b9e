FROM debian:13
RUN apt-get update && apt-get install -y curl
RUN apt-get install --reinstall curl
