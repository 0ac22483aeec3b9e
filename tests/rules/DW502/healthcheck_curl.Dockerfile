FROM python:3.13-slim
COPY main.py .
HEALTHCHECK CMD ["curl", "-f", "http://localhost:8000/"]
CMD ["python", "main.py"]
