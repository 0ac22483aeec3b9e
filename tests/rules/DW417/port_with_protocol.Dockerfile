FROM debian:13-slim
ARG PORT=22
EXPOSE $PORT/tcp
CMD ["python3", "-m", "http.server"]
