FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc
RUN pip install psycopg2
COPY . /srv
RUN cd /srv && python setup.py build_ext
CMD ["python", "main.py"]
