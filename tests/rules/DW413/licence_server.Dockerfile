FROM debian:13-slim
ADD https://files.example/1.4.2/install-license.sh /tmp/
