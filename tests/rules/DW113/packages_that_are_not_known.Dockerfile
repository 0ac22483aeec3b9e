FROM python:3.11-slim-buster
RUN apt-get update && apt-get install -y libfrobnicate3 && rm -rf /var/lib/apt/lists/*
CMD ["python"]
