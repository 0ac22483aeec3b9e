FROM python:3.13-slim
RUN pip install \
    sqlalchemy==2.0.44
