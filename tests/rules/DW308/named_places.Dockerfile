FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc
RUN pip install psycopg2
RUN chmod +x /usr/local/bin/start
CMD ["python", "main.py"]
