FROM python:3.11-slim
RUN echo "deb https://packages.example/debian $(lsb_release -cs) main" > /etc/apt/sources.list.d/x.list
