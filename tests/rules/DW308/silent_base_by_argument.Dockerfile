ARG BASE_IMAGE
FROM ${BASE_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
COPY . /srv
CMD ["python3", "/srv/main.py"]
