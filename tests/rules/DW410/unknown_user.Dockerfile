FROM registry.internal.example/base:1
RUN sudo true
