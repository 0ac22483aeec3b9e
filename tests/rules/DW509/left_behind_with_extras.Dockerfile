FROM python:3.13-slim AS builder
WORKDIR /src
COPY . .
RUN pip install -e ".[all]"
FROM python:3.13-slim
COPY --from=builder /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages
