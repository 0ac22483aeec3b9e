FROM golang:1.22-bookworm
RUN apt-get update && apt-get install -y openjdk-11-jre
FROM rust:slim
RUN apt-get update && apt-get install -y openjdk-17-jre
