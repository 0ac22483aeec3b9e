FROM debian:jessie
RUN apt-get update && apt-get install -y python-pip && rm -rf /var/lib/apt/lists/*
RUN pip install --upgrade pip==20.3.4
RUN pip install torch==1.4.0
