FROM ubuntu:24.04
RUN wget -q https://downloads.example/a && apt-get install -y curl
