# syntax=docker/dockerfile:1
FROM python:3.13
RUN set -eux; curl -fsSL https://deb.nodesource.com/setup_22.x | bash -; apt-get install -y nodejs
RUN <<EOF
set -e
if [ "$TARGETPLATFORM" != "linux/amd64" ]; then
    curl -sSf https://sh.rustup.rs | sh -s -- -y
fi
apt-get clean
EOF
