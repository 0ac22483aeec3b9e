FROM debian:13-slim
USER app
RUN true
USER 10001
