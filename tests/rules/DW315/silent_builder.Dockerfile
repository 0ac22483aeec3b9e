FROM python:3.13 AS wheels
RUN pip wheel numpy
FROM python:3.13-slim
CMD ["python", "main.py"]
