FROM debian:13-slim
ONBUILD ADD http://tool.example/b.deb /tmp/
