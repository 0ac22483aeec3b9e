FROM ubuntu:24.04 AS base
RUN apt-get update && apt-get install -y python3-pip && pip3 install --upgrade pip
COPY requirements.txt .
RUN pip3 install -r requirements.txt
FROM base
RUN pip3 install flask
