FROM debian:13-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends curl
RUN yes | sudo apt-get install -y git
# tools
RUN set -e; apt-get install -y \
      make
RUN <<EOF
set -e
apt-get install -y wget
EOF
FROM scratch AS other
FROM base
RUN apt-get install -y vim
USER 10001
CMD ["vim"]
