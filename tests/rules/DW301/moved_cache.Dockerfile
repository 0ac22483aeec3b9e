FROM python:3.13-slim
ENV PIP_CACHE_DIR=/cache/pip
RUN pip install torch==2.9.1
