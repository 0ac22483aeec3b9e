FROM nvidia/cuda:12.1.0-runtime-ubuntu22.04
RUN mamba install cudatoolkit=11.8 && conda install -y pytorch pytorch-cuda=11.8 -c pytorch
