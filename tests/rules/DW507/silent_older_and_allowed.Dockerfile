FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3-pip && pip install flask
FROM ubuntu:24.04
RUN apt-get update && apt-get install -y python3-pip && pip install --break-system-packages flask
FROM ubuntu:24.04
ENV PIP_BREAK_SYSTEM_PACKAGES=1
RUN apt-get update && apt-get install -y python3-pip && pip install flask
