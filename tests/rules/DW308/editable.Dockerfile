FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc
COPY . /srv
RUN pip install -e /srv
CMD ["python", "main.py"]
