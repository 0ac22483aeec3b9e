FROM debian:13-slim
RUN echo "deb http://repo.example/debian trixie main" > /etc/apt/sources.list.d/a.list && apt-get update
