FROM continuumio/miniconda3:23.5.2-0
RUN conda install -y ipython
RUN conda install -y flask scipy
