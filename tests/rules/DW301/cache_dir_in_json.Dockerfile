FROM python:3.13-slim
RUN ["pip", "install", "--cache-dir", "/c", "torch==2.9.0"]
USER 10001
