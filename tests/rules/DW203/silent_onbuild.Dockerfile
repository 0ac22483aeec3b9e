FROM python:3.13-slim
ONBUILD COPY . /srv
ONBUILD RUN pip install -r /srv/requirements.txt
