FROM python:3.7-slim
RUN pip install torch==1.4.0
