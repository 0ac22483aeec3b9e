FROM ubuntu:24.04
RUN add-apt-repository ppa:example/old && apt-get update && apt-get install -y python-pip
