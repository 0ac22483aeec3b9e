FROM python:3.11-slim-bookworm
RUN echo "deb https://packages.example/debian bookworm main" > /etc/apt/sources.list.d/x.list
