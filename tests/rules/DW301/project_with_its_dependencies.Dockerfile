FROM python:3.13-slim
COPY . .
RUN pip install .
