FROM debian:13-slim
ONBUILD RUN chmod 777 /data
