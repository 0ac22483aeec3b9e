FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04 AS a
RUN pip install --break-system-packages torch==2.9.1
FROM pytorch/pytorch:2.9.1-cuda12.8-cudnn9-runtime AS b
RUN pip install -r requirements.txt
FROM a
RUN pip install --break-system-packages sqlalchemy
