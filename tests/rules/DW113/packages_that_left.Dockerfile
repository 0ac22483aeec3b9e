FROM python:3.11-slim-buster
RUN apt-get update && apt-get install -y netcat && rm -rf /var/lib/apt/lists/*
CMD ["python"]
