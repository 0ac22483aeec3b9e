FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN apt-get update && apt-get install -y curl
RUN pip install -r requirements.txt
