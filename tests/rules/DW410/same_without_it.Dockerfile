FROM ubuntu:24.04 AS one
ENV DEBIAN_FRONTEND=noninteractive
RUN sudo apt-get update && sudo apt-get install -y --no-install-recommends curl sudo && sudo rm -rf /var/lib/apt/lists/*
RUN sudo mkdir -p /srv/data && echo a | sudo tee /srv/data/a
RUN sudo -u root chown 10001 /srv/data
RUN sudo ./configure
RUN export http_proxy=http://proxy.example:3128 && sudo apt-get update && sudo rm -rf /var/lib/apt/lists/*
RUN umask 077 && sudo mkdir /srv/own
FROM ubuntu:24.04 AS two
ENV http_proxy=http://proxy.example:3128
RUN apt-get update && apt-get install -y --no-install-recommends sudo && rm -rf /var/lib/apt/lists/*
RUN sudo apt-get update && sudo rm -rf /var/lib/apt/lists/*
FROM tool.example/base:1
USER root
RUN sudo apt-get update && sudo rm -rf /var/lib/apt/lists/*
RUN sudo chown 10001 /srv
COPY --from=one /srv /srv
COPY --from=two /etc/os-release /srv/
USER 10001
CMD ["/bin/true"]
