FROM python:3.13-slim
ONBUILD COPY requirements.txt .
ONBUILD RUN pip install -r requirements.txt
