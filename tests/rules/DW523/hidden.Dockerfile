FROM debian:13-slim
ARG NAME
RUN curl -O https://repo.anaconda.com/miniconda/$NAME
