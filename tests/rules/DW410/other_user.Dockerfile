FROM debian:13-slim
USER app
RUN sudo mkdir /srv/data
