FROM debian:13-slim
USER 10001
WORKDIR /app
USER root
RUN apt-get update && apt-get install -y nginx
CMD ["/run.sh"]
