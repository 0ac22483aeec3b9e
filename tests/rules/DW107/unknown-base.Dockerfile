FROM registry.example/base:1
COPY $foo .
