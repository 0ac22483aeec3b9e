FROM python:3.13-slim
COPY . /srv/app
RUN cd /srv/app && pip install -r requirements.txt
