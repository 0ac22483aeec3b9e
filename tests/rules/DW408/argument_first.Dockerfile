FROM debian:13-slim
ARG FROM_URL=./
ADD ${FROM_URL}/start.sh /start.sh
ADD "${FROM_URL}/stop.sh" /stop.sh
ADD dist/app-* /opt/
