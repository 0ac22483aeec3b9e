FROM debian:13-slim
COPY wikimedia.key /tmp/wikimedia.key
ADD https://files.example/ssl/Release.key /etc/apt/keyrings/
