FROM python:3.12-alpine
CMD while true; do python app.py; done
