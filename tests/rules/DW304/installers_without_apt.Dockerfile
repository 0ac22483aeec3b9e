FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl
RUN curl https://sdk.cloud.google.com > /opt/install.sh && bash /opt/install.sh --install-dir=/opt
RUN curl -fsSLo /tmp/setup.sh https://sh.rustup.rs && sh /tmp/setup.sh -y
RUN curl -fsSLO https://repo.anaconda.com/miniconda/Miniconda3-install.sh && bash Miniconda3-install.sh -b
USER 10001
CMD ["/bin/true"]
