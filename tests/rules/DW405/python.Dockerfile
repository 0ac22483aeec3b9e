FROM python:3.13-slim
RUN pip install --trusted-host mirror.example flask
RUN pip config set global.trusted-host mirror.example
RUN uv pip install --allow-insecure-host mirror.example flask
