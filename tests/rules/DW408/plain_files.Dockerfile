FROM debian:13-slim
ADD requirements.txt /app/
ADD a.py b.py /app/
ADD . /srv
ADD app.zip /srv/
ADD "quoted name.txt" /srv/
ADD ["json.txt", "/srv/"]
