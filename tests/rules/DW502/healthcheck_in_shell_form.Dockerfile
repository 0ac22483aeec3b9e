FROM python:3.13-slim
COPY main.py .
USER 10001
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
CMD ["python", "main.py"]
