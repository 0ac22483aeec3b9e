FROM python:3.13-slim
WORKDIR /app
RUN --mount=type=bind,target=. pip install --no-cache-dir -e .
CMD ["python", "-m", "scorer"]
