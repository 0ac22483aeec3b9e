FROM ubuntu:24.04
RUN echo 'APT::Install-Recommends "0";' > /etc/apt/apt.conf.d/99no-recommends
RUN apt-get update && apt-get install -y python3-pip
