FROM python:3.13-slim
WORKDIR /app
RUN --mount=type=bind,target=/app pip install --no-cache-dir -e .
COPY . .
CMD ["python", "-m", "scorer"]
