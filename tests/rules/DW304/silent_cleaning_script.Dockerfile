FROM ubuntu:24.04
COPY clean-layer.sh /usr/local/bin/
RUN apt-get update && apt-get install -y git && clean-layer.sh
RUN apt-get update && apt-get install -y git && /tmp/cleanup
RUN apt-get update && apt-get install -y git && bash /tmp/clean.sh
