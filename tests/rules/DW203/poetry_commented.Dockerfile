FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN cd /srv && \
    # all of them
    poetry install
