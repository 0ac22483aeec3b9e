FROM python:3.13-alpine
RUN apk add --no-cache --virtual .build gcc musl-dev && pip install psycopg2 && apk del .build
CMD ["python", "main.py"]
