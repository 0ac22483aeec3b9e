FROM python:3.13-slim
WORKDIR /srv
COPY . .
WORKDIR /srv
RUN pip install -r requirements.txt
