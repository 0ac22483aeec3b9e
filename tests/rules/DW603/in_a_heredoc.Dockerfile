FROM ubuntu:24.04
RUN <<EOF
set -e
apt-get update
apt-get install -y nvidia-container-toolkit
apt-get install -y curl
EOF
RUN apt-get update \
    # for the GPU
    && apt-get install -y \
      nvidia-container-toolkit \
    && rm -rf /var/lib/apt/lists/*
RUN apt-get update; apt-get install -y nvidia-container-toolkit || true; make
