FROM python:3.13-slim AS base
COPY . /srv
FROM base
RUN cd /srv && pip install -r requirements.txt
