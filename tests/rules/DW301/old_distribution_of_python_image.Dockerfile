FROM python:3.6-jessie
RUN pip install sqlalchemy
