FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN echo flask > requirements.txt && pip install -r requirements.txt
