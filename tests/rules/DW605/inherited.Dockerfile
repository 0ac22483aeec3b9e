FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS base
RUN true
FROM base
RUN pip install torch --index-url=https://download.pytorch.org/whl/cu118
