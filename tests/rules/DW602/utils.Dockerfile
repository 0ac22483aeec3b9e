FROM nvidia/cuda:12.4.1-base-ubuntu22.04
RUN apt-get update && apt-get install -y curl nvidia-utils-535 libnvidia-compute-535
