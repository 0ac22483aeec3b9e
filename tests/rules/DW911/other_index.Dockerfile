FROM --platform=linux/arm64 python:3.12-slim
RUN pip install decord --index-url https://wheels.example/simple
