FROM python:3.11-slim
COPY requirements.txt .
RUN pip install --target=/layer/python -r requirements.txt
