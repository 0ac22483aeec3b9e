FROM ubuntu:24.04
RUN apt-get update && apt-get install -y python3-pip libpq-dev
RUN pip install --break-system-packages psycopg2
CMD ["python3", "/srv/main.py"]
