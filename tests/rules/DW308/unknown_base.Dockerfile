FROM example.com/team/base:4
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
COPY . /srv
RUN pip install --no-cache-dir -r /srv/requirements.txt
CMD ["python3", "/srv/main.py"]
