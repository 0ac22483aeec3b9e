FROM pytorch/pytorch:2.5.1-runtime
RUN pip install torch
