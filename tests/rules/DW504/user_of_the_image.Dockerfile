FROM jupyter/base-notebook:2023-10-20
RUN apt-get update && apt-get install -y curl
