FROM debian:13-slim
CMD exec /srv/run --port 80
