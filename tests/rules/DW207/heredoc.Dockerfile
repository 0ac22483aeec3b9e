FROM debian:13-slim
RUN <<EOF
set -e
git clone https://github.com/acme/models.git /models
cd /models
make
EOF
USER 10001
