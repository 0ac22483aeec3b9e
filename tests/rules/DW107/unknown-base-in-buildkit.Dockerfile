FROM registry.example/base:1
COPY $foo .
ENV P=$PATH
