FROM python:3.12-alpine
CMD python migrate.py && python app.py --port $PORT > /tmp/log
