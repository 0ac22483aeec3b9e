FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN apt-get update && apt-get install -y libpq5 && pip install -r requirements.txt && python manage.py collectstatic && rm -rf /var/lib/apt/lists/*
