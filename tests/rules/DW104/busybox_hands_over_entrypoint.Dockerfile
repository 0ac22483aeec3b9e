FROM python:3.12-alpine
ENTRYPOINT python app.py
