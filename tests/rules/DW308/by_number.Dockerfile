FROM alpine:3.22 AS other
RUN touch /a
FROM python:3.13-slim
COPY --from=0 /a /a
RUN apt-get update && apt-get install -y gcc
RUN pip install psycopg2
CMD ["python", "main.py"]
