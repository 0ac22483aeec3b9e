FROM python:3.13-slim
COPY . /srv/app
RUN cd /srv/app/deploy && pip install -r /srv/app/requirements.txt
