FROM golang:1.8
RUN apt-get update && apt-get install -y python
FROM buildpack-deps:trusty
RUN apt-get update && apt-get install -y python-pip
FROM golang:1.22-bookworm
RUN apt-get update && apt-get install -y openjdk-17-jre
FROM rust:1.70-slim
RUN apt-get update && apt-get install -y openjdk-17-jre
