FROM python:3.13-slim
COPY . /tmp/app
RUN pip install -r /tmp/app/requirements.txt && rm -rf /tmp/*
