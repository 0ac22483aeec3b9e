FROM ubuntu:24.04
RUN rm -rf /var/lib/apt/lists/* && apt-get clean && apt-get update && apt-get install -y git
