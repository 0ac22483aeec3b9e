ARG BASE
FROM ${BASE}
RUN git clone https://github.com/acme/tool /opt/tool && cd /opt/tool && make
