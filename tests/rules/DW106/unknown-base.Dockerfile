FROM registry.example/base:1
WORKDIR app
