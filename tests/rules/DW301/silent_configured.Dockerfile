FROM python:3.13-slim
RUN pip config set global.no-cache-dir true
RUN pip install torch==2.9.1
