FROM debian:13-slim
RUN apt-get update -y && apt-get install -y curl
RUN apt-get update -y && apt-get install -y git
RUN apt-get install -y wget
CMD ["wget"]
