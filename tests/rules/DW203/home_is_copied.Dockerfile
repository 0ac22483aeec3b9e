FROM python:3.11-slim
ENV HOME=/app
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
