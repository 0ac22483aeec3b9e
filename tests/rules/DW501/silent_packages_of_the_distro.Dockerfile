FROM registry.example.com/ros:1 AS builder
FROM python:3.11-slim
COPY --from=builder /usr/lib/python3/dist-packages /usr/lib/python3/dist-packages
CMD ["python", "-m", "flask"]
