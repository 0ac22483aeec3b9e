FROM ubuntu:24.04 AS builder
RUN apt-get install -y python3-pip
FROM ubuntu:24.04
RUN apt-get install -y --no-install-recommends python3-pip
RUN apt-get -o APT::Install-Recommends=false install -y python3-pip
RUN apt-get install -y curl git
RUN apt-get install -y build-essential python3-pip
