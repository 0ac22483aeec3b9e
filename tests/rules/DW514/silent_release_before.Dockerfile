FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y openjdk-17-jre-headless libgl1-mesa-glx
FROM ubuntu:20.04
RUN apt-get update && apt-get install -y python python-dev mysql-client
