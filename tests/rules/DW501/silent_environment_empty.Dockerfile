FROM python:3.13-slim
RUN python -m venv /opt/venv
COPY main.py /app/
CMD ["python", "/app/main.py"]
