FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-devel
ENV FORCE_CUDA=1 TORCH_CUDA_ARCH_LIST="8.0;9.0"
RUN pip install 'detectron2 @ git+https://github.com/facebookresearch/detectron2.git@v0.6'
