FROM continuumio/miniconda3:24.7.1-0
RUN conda config --set channel_priority strict && conda config --add channels conda-forge
RUN conda install -y numpy
