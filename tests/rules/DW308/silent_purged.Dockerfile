FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc \
 && pip install psycopg2 \
 && apt-get purge -y --auto-remove gcc
CMD ["python", "main.py"]
