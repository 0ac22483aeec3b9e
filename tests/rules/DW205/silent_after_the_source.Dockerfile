FROM python:3.13-slim
ARG GIT_SHA
ENV REVISION=$GIT_SHA
COPY . /srv
RUN pip install /srv
