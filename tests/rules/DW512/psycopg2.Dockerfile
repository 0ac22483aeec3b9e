FROM python:3.13-slim
RUN pip install psycopg2==2.9.10
