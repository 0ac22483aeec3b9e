FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends libzbar-dev && rm -rf /var/lib/apt/lists/*
COPY main.py /srv/
USER 10001
CMD ["python", "/srv/main.py"]
