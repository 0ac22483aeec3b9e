FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN poetry config virtualenvs.create false && \
    poetry install --without dev && \
    python build.py
