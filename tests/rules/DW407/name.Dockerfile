FROM debian:13-slim
USER app
