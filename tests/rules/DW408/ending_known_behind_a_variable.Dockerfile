FROM debian:13-slim
ARG NAME=x
ARG HIDDEN
ADD app-${HIDDEN}.jar /srv/
ADD $NAME.txt /srv/
