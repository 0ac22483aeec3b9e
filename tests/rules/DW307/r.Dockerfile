FROM ubuntu:24.04
RUN apt-get update && apt-get install -y r-base
COPY main.R /srv/
CMD ["Rscript", "/srv/main.R"]
