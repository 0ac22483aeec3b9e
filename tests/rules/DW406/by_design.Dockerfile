FROM debian:13-slim
CMD ["/usr/bin/supervisord", "-n"]
