ARG BASE_IMAGE
FROM ${BASE_IMAGE}
RUN apt-get update && apt-get install -y python3-pip
CMD ["python3", "/srv/main.py"]
