FROM debian:13-slim
ONBUILD ADD https://files.example/a /opt/
