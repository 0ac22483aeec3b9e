FROM python:3.12-slim
RUN pip install "psycopg[binary]" soundfile==0.13.1
RUN pip install psycopg psycopg-binary
