FROM python:3.13-slim
RUN apt-get update && apt-get install -y gcc
RUN uv pip install --system psycopg2
CMD ["python", "main.py"]
