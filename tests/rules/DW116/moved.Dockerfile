FROM python:3.11-slim
RUN echo "deb https://packages.example/debian bookworm main" > /etc/apt/sources.list.d/x.list
