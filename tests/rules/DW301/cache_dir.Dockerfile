FROM python:3.13-slim
RUN pip install --cache-dir=/tmp/pip torch==2.9.0 && pip install --cache-dir /c numpy
USER 10001
