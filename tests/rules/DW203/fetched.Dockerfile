FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN curl -fsSLo requirements.txt https://a.example/requirements.txt && pip install -r requirements.txt
