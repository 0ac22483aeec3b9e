FROM debian:13-slim
ENV CONF=conf
ARG NAME=app
ADD ${CONF}/start.sh /start.sh
ADD src/${NAME}.py src/*.py /opt/
