FROM debian:13-slim
USER other
RUN true
USER app
