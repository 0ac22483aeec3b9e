FROM debian:13-slim
CMD ["python3"]
