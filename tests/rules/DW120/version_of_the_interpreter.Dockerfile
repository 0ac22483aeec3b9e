FROM python:3.12
RUN curl -sS https://tools.example/get.py | python3.12
