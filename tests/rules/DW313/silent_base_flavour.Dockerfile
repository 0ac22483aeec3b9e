FROM nvidia/cuda:12.9.1-base-ubuntu24.04
RUN pip install torch==2.9.1
