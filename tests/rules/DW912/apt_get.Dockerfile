FROM ubuntu:24.04
RUN apt-get update && apt-get install -y apt && apt-cache policy && echo apt install
