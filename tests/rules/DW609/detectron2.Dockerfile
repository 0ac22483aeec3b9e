FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-devel
RUN pip install 'detectron2 @ git+https://github.com/facebookresearch/detectron2.git@v0.6'
