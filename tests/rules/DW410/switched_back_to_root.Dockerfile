FROM registry.internal.example/base:1
USER root
RUN sudo true
