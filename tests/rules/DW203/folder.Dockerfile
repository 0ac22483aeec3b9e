FROM python:3.13-slim
WORKDIR /srv
COPY src ./src
COPY requirements.txt .
RUN pip install -r requirements.txt
