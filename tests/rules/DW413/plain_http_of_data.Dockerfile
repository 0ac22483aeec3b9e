FROM debian:13-slim
ADD http://files.example/package.zip /opt/
