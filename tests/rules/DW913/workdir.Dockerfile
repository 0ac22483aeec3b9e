FROM ubuntu:24.04
WORKDIR /opt
RUN make && echo "cd /opt"
