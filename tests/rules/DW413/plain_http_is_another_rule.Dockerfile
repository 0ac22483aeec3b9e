FROM debian:13-slim
ADD http://files.example/a.deb /opt/
