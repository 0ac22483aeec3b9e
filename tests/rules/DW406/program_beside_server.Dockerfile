FROM debian:13-slim
RUN apt-get update && apt-get install -y apache2 python3
CMD ["python3", "-m", "http.server"]
