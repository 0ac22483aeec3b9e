FROM nvidia/cuda:12.2.0-devel-ubuntu22.04
RUN nvidia-smi || true
RUN if nvidia-smi; then echo yes; fi
RUN nvidia-smi && echo yes || echo no
RUN command -v nvidia-smi
RUN which nvidia-smi
