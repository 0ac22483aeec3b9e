FROM ubuntu:24.04
RUN cd /opt && make && cd lib && make
