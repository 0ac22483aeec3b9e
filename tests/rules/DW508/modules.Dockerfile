FROM python:3.13-slim
ENV PYTHONPATH=/src
WORKDIR /app
COPY app.py /app/
CMD ["python", "app.py"]
