FROM python:3.13
RUN pip install psycopg2==2.9.11
CMD ["python", "main.py"]
