# syntax=docker/dockerfile:1
ARG TAG=3.13-slim
# the service
FROM python:3.13-slim AS app
LABEL a=b
WORKDIR /srv
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        build-essential \
        # the database
        libpq-dev \
        curl \
    && rm -rf /var/lib/apt/lists/*
RUN pip install --upgrade pip
COPY requirements.txt .
# all of them
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
COPY . .
RUN mkdir /data && pip install gunicorn
RUN python -m compileall -q .
USER 10001
CMD ["gunicorn", "app:app"]
