FROM ubuntu:24.04
RUN apt-get update && apt-get install -y --no-install-recommends curl
COPY tool.list /etc/apt/sources.list.d/
RUN apt-get install -y --no-install-recommends jq
USER 10001
CMD ["/usr/bin/jq"]
