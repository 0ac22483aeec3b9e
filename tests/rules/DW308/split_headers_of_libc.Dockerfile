FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
      curl gcc libc6-dev default-libmysqlclient-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
USER 10001
CMD ["python", "main.py"]
