FROM nvidia/cuda:12.2.0-runtime-ubuntu22.04
HEALTHCHECK CMD nvidia-smi
CMD ["nvidia-smi"]
