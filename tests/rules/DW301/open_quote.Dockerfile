FROM python:3.13-slim
RUN pip install "torch==2.9.0
USER 10001
