FROM debian:13-slim
ARG URL
ADD $URL /opt/
