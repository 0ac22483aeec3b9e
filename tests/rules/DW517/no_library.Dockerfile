FROM python:3.12-slim
RUN apt-get update && apt-get install -y python3-pip python3-dev
