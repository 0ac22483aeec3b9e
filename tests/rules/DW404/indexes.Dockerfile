FROM python:3.13-slim
ENV PIP_INDEX_URL=https://build:k3Xv9QpL2m@packages.example/simple
ARG PIP_EXTRA_INDEX_URL=https://build:k3Xv9QpL2m@packages.example/simple
