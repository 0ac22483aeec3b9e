FROM python:3.11-slim
RUN apt-get update && apt-get install -y gcc libpq-dev
RUN pip install psycopg2
