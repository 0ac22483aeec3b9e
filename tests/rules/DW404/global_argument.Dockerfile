ARG INDEX=https://build:k3Xv9QpL2m@packages.example/simple
FROM python:3.13-slim
