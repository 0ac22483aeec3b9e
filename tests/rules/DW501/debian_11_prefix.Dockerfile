FROM debian:11 AS builder
WORKDIR /app
COPY requirements.txt .
RUN apt-get update && apt-get install -y python3-pip && pip3 install --prefix=/install -r requirements.txt
FROM debian:11
WORKDIR /app
RUN apt-get update && apt-get install -y python3
COPY --from=builder /install /usr/local
COPY . .
CMD ["python3", "main.py"]
