FROM condaforge/miniforge3:25.9.1-0 AS builder
RUN conda install -y numpy
FROM condaforge/miniforge3:25.9.1-0
RUN conda install -y numpy && conda clean -afy
RUN mamba install -y numpy && conda clean -tipy
RUN conda install -y numpy && rm -rf /opt/conda/pkgs/*
RUN conda install -y numpy && rm -rf $CONDA_DIR/pkgs
RUN --mount=type=cache,target=/opt/conda/pkgs conda install -y numpy
RUN conda install --dry-run numpy
RUN conda list
