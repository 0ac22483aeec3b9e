FROM python:3.12-alpine3.20 AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install --prefix=/install -r requirements.txt
FROM alpine:3.20
WORKDIR /app
RUN apk add --no-cache python3
COPY --from=builder /install /usr
COPY . .
CMD ["python3", "main.py"]
