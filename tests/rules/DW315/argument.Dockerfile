ARG TAG=3.13
FROM python:${TAG} AS base
FROM base
COPY main.py .
CMD ["python", "main.py"]
