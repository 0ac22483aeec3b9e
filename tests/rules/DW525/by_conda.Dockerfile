FROM continuumio/miniconda3:24.1.2-0
RUN conda install --yes git && conda clean --all --yes
RUN curl --version
USER 10001
