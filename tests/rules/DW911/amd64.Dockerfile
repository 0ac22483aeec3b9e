FROM --platform=linux/amd64 python:3.12-slim
RUN pip install decord
