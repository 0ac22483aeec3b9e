FROM debian:13-slim
ARG V=1
RUN <<EOF
curl -fsSLo "t-$V.tar.gz" "https://a.example/t-$V.tar.gz"
tar -xzf "t-$V.tar.gz"
EOF
