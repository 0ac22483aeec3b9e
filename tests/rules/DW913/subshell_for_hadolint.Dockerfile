FROM ubuntu:22.04
RUN (cd /opt && make)
