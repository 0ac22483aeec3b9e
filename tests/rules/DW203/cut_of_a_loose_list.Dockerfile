FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN pip install -r requirements.txt; python build.py
