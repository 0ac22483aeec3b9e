FROM debian:13-slim
RUN apt-get update && apt-get install -y apache2
COPY run.sh /run.sh
CMD ["/run.sh"]
