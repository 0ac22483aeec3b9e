FROM debian:13-slim
RUN <<EOF
apt-get update
apt-get install -y curl
EOF
