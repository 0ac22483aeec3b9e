FROM debian:13-slim
RUN <<EOF
chpasswd <<< "root:root"
EOF
