FROM python:3.13-slim
COPY . /srv
RUN --mount=type=cache,target=/root/.cache/pip pip install -r /srv/requirements.txt
