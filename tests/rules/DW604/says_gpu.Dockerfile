FROM python:3.13-slim
ENV NVIDIA_VISIBLE_DEVICES=all
RUN pip install torch
