FROM debian:13-slim
RUN conda config --add channels defaults
