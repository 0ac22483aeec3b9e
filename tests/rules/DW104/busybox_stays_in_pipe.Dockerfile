FROM python:3.12-alpine
CMD python app.py | tee /tmp/log
