FROM python:2.7-slim
RUN apt-get update && apt-get install -y gcc
RUN pip install psycopg2
CMD ["python", "main.py"]
