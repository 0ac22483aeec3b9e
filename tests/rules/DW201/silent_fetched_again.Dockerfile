FROM debian:13-slim AS base
RUN apt-get update && ./prepare.sh
RUN apt-get update && apt-get install -y curl
RUN apt-get install -y git
