FROM python:3.13-slim
USER app
USER root
RUN apt-get update && apt-get install -y curl && pip install flask
