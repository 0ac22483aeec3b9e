FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
ENV FORCE_CUDA=1
RUN pip install git+https://github.com/facebookresearch/detectron2.git
