FROM ubuntu:24.04
ARG STAMP
RUN echo $STAMP
RUN git clone https://git.example/acme/tool.git /opt/tool
