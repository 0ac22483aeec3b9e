FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3-pip
COPY requirements.txt .
RUN pip install --break-system-packages --prefix=/install -r requirements.txt
FROM debian:12-slim
RUN apt-get update && apt-get install -y python3
COPY --from=builder /install /usr/local
CMD ["python3", "train.py"]
