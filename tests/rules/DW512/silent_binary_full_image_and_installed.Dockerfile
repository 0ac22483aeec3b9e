FROM python:3.13
RUN pip install psycopg2
FROM python:3.13-slim
RUN pip install psycopg2-binary
FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc libpq-dev
RUN pip install psycopg2
