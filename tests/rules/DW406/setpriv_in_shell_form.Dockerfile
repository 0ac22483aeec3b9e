FROM debian:13-slim
CMD setpriv --reuid=10001 /srv/run
