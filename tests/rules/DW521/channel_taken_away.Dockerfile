FROM condaforge/miniforge3:25.3.0-3
RUN conda config --remove channels defaults
