FROM debian:13-slim
ONBUILD RUN sudo apt-get update
