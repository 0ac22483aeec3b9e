FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc libpq-dev make \
 && pip install psycopg2 \
 && rm -rf /var/lib/apt/lists/*
COPY main.py /srv/
CMD ["python", "/srv/main.py"]
