FROM buildpack-deps:trixie-curl
RUN <<EOF
set -e
curl -fsSL https://tool.example/install.sh | bash -o pipefail
EOF
