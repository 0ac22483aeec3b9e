FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
RUN pip install deepspeed apex flash-attn
