FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN pip install -e . && pip install -r requirements/extra.txt
