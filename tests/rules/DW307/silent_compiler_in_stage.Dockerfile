FROM ubuntu:24.04
RUN apt-get update && apt-get install -y python3-pip
RUN apt-get install -y r-base r-base-dev
COPY main.R /srv/
CMD ["Rscript", "/srv/main.R"]
