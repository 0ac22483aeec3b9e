FROM debian:13-slim
RUN apt-get update && apt-get install -y curl
RUN apt-get update && apt-get upgrade -y
RUN --mount=type=cache,target=/var/lib/apt apt-get update
RUN sbt update
RUN apk --update add git
RUN dnf makecache
RUN apt-get update && ./install-dependencies.sh
ONBUILD RUN apt-get update
