FROM registry.example/base:1
ARG DIR_ASSETS=a
ENV PATH=$PAHT:/tmp/bin
COPY $DIR_ASSET .
