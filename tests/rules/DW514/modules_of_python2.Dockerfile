FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python python-setuptools python-twisted libgconf-2-4 curl
CMD ["curl", "-V"]
