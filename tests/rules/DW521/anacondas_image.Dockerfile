FROM continuumio/miniconda3:24.7.1-0
RUN conda install -y numpy
RUN conda install -y -c defaults scipy
