FROM python:3.13-alpine
COPY main.py .
HEALTHCHECK CMD curl -f http://localhost:8000
CMD ["bash", "-c", "python main.py"]
