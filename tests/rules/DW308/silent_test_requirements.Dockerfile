FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc
COPY . /srv
RUN pip install --no-cache-dir -r /srv/requirements/default.txt -r /srv/requirements/test.txt
CMD ["python", "/srv/main.py"]
