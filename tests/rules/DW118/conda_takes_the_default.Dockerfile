FROM condaforge/miniforge3:24.9.2-0
RUN conda install -c conda-forge numpy
RUN mamba install scipy && conda create -n work python=3.12
