FROM python:3.13-slim
ADD gems/tagger-1.2.0.gem /tmp/
ADD start /usr/local/bin/start
add --chown=10001 app.py data/ /srv/
USER 10001
CMD ["python", "/srv/app.py"]
