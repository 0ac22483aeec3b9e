FROM python:3.13-slim
RUN pip install --no-cache-dir six==1.17.0
USER 10001
