FROM python:3.13-slim
RUN pip install --no-cache-dir flask "pytest==8.4.2" \
    black
COPY main.py .
CMD ["python", "main.py"]
