FROM python:3.13-slim
RUN pip install flask
FROM debian:12
RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /v && /v/bin/pip install flask
