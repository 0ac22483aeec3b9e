FROM debian:13-slim
EXPOSE 80 22
CMD ["python3", "-m", "http.server"]
