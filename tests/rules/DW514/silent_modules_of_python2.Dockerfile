FROM ubuntu:20.04
RUN apt-get update && apt-get install -y python-setuptools libgconf-2-4 curl
CMD ["curl", "-V"]
