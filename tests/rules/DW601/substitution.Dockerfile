FROM nvidia/cuda:12.2.0-devel-ubuntu22.04
RUN ARCH=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader) && make ARCH=$ARCH
