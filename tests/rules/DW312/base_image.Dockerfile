FROM pytorch/pytorch:2.8.0-cuda12.9-cudnn9-runtime
RUN pip install torch==2.9.1
