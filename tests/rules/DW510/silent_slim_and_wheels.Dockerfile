FROM python:3.13-slim
RUN pip install torch
FROM python:3.13-alpine
RUN pip install numpy pandas
