FROM python:3.13 AS base
FROM base AS other
RUN make
FROM base
COPY main.py .
CMD ["python", "main.py"]
