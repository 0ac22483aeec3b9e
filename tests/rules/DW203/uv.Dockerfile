FROM python:3.13-slim
WORKDIR /srv
ADD ./ /srv/
RUN uv sync --locked
