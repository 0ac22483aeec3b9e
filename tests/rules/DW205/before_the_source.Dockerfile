FROM python:3.13-slim AS assets
FROM python:3.13-slim
ARG GIT_SHA
COPY --from=assets / /assets
COPY requirements.txt /srv/
RUN pip install -r /srv/requirements.txt
COPY . /srv
RUN pip install /srv
