FROM ubuntu:24.04 AS base
RUN apt-get update && apt-get install -y git
RUN apt-get update && apt-get install -y curl
FROM base
RUN sudo apt-get update && sudo apt-get install -y jq
