FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN export MAKEFLAGS=-j$(nproc) && pip install -r requirements.txt && make
