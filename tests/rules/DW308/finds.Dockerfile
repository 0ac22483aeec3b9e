FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc libpq-dev make
RUN apt-get purge -y gcc
CMD ["python", "main.py"]
