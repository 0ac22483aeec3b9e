FROM condaforge/miniforge3:24.9.2-0
ENV CONDA_ALWAYS_YES=true
RUN conda install numpy
