FROM python:3.13-slim
WORKDIR /srv
ENV PIP_CONSTRAINT=/srv/constraints.txt
COPY . .
RUN pip install -r requirements.txt
