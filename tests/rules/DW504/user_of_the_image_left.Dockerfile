FROM jupyter/base-notebook:2023-10-20
USER root
RUN apt-get update && apt-get install -y curl
USER $NB_UID
RUN pip install pandas
