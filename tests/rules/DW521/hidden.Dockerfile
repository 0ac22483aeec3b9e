FROM condaforge/miniforge3:25.3.0-3
ARG CHANNEL
RUN conda install -y -c $CHANNEL numpy
