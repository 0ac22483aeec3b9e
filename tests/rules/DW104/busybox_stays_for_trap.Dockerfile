FROM python:3.12-alpine
CMD trap "echo cleaned" EXIT; python app.py
