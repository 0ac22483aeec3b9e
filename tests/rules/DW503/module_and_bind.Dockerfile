FROM python:3.13-slim
CMD python -m gunicorn -b localhost:8000 main:app
