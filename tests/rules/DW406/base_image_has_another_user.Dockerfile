FROM jupyter/base-notebook:python-3.11
USER root
RUN apt-get update
