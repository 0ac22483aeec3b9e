FROM python:3.13-slim
RUN pip install 'detectron2 @ git+https://github.com/facebookresearch/detectron2.git@v0.6'
