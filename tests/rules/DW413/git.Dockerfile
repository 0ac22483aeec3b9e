FROM debian:13-slim
ADD https://git.example/a/b.git#v1.0 /opt/
ADD git@git.example:a/b.git /opt/
