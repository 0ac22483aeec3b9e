FROM python:3.11-slim-buster
RUN apt-get update && apt-get install -y git curl && rm -rf /var/lib/apt/lists/*
RUN pip install flask==3.0.3
CMD ["python"]
