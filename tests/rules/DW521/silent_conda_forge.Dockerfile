FROM condaforge/miniforge3:25.3.0-3
RUN conda install -y -c conda-forge --override-channels numpy
