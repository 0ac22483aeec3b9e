FROM debian:13-slim
ARG HOST
RUN wget $HOST/a.deb && curl -O http://$HOST/a.sh
