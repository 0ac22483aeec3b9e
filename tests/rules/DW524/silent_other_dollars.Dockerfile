FROM python:3.9-slim
ENTRYPOINT ["gunicorn", "--bind", "0.0.0.0:8000", "app:$$APP", "--name", "$name"]
