FROM debian:13-slim
CMD ["sudo", "-E", "/srv/run"]
