FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY app.py /srv/
USER 10001
CMD ["gunicorn", "--bind", "0.0.0.0:80", "app:app"]
