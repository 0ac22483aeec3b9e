FROM python:3.13-slim AS base
RUN apt-get update && apt-get install -y build-essential
FROM base
RUN pip install --no-cache-dir torch==2.9.1
CMD python main.py
