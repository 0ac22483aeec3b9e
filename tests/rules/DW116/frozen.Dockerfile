FROM python:3.9.7-slim
RUN echo "deb https://packages.example/debian bullseye main" > /etc/apt/sources.list.d/x.list
