FROM ubuntu:24.04
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
COPY . /src
CMD ["bash", "/src/utils/build.sh"]
