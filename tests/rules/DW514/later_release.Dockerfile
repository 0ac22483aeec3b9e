FROM ubuntu:24.04
RUN apt-get update && apt-get install -y python-pip python-dev libpng12-dev mysql-client
