FROM ubuntu:24.04
COPY tool.deb /
RUN dpkg -i /tool.deb; apt-get install -f
