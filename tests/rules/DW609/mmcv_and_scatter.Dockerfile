FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-devel
RUN pip install torch-scatter==2.1.2 mmcv-full
