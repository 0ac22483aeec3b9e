FROM pytorch/pytorch:2.9.1-cuda12.8-cudnn9-runtime
RUN pip install torch==2.8.0
RUN /opt/venv/bin/pip install numpy
