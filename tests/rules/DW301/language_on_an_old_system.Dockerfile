FROM ruby:2.1.10
RUN apt-get update && apt-get install -y python-pip && pip install fabric
