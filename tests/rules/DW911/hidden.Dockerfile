ARG PLATFORM
FROM --platform=$PLATFORM python:3.12-slim
RUN pip install decord
