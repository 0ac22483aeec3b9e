FROM --platform=linux/arm64 python:3.12-slim
RUN pip install numpy requests torch unheard-of
