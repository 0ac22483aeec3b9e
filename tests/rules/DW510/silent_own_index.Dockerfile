FROM python:3.13-alpine
RUN pip install --extra-index-url https://index.example/simple torch
