FROM python:3.13-slim
RUN useradd -m app
USER app
RUN apt-get update && apt-get install -y curl
RUN pip install flask
