FROM debian:13-slim
WORKDIR /opt/ui
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/*
# the plugins
RUN mkdir -p plugins && cd plugins && \
    git clone --recursive https://github.com/acme/manager.git && \
    git clone https://github.com/acme/accelerator && \
    git clone --depth=1 --branch=main https://gitlab.com/acme/export.git exporter
RUN set -x; \
    git clone https://github.com/acme/tool /usr/src/tool \
 && cd /usr/src/tool \
 && make install
RUN cd /opt && git clone https://github.com/acme/demo
USER 10001
CMD ["/opt/ui/run"]
