# syntax=docker/dockerfile:1
FROM debian:13
RUN set -eux; apt-get install -y curl; rm -rf /var/lib/apt/lists/*
RUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*
RUN rm -f /etc/apt/old.list; apt-get install -y curl
RUN apt-get install -y curl || true; rm -rf /var/lib/apt/lists/*
RUN apt-get install -y python3-pip; pip3 install numpy
RUN apt-get install -y gcc; make
RUN if test -f /x; then apt-get install -y curl; fi; rm -rf /var/lib/apt/lists/*
RUN <<EOF
#!/bin/sh -e
apt-get install -y curl
rm -rf /var/lib/apt/lists/*
EOF
