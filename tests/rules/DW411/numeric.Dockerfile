FROM debian:13-slim
RUN mkdir /data && chmod -R 777 /data
RUN chmod 0666 /etc/app.conf /etc/b.conf
