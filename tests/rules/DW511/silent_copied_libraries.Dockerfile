FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1
FROM python:3.12-slim
COPY --from=builder /usr/lib/x86_64-linux-gnu/libgomp.so.1 /usr/lib/x86_64-linux-gnu/
RUN pip install lightgbm
