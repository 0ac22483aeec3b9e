FROM python:3.11-slim
WORKDIR /src
ARG GIT_SHA
RUN pip install --no-cache-dir torch==2.9.1
COPY setup.py .
RUN pip install --no-cache-dir .
