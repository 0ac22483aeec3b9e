FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
RUN pip install torch==2.4.0 --index-url https://download.pytorch.org/whl/cu118
RUN pip install git+https://github.com/facebookresearch/detectron2.git
