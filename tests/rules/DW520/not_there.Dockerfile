FROM condaforge/miniforge3:25.3.0-3
RUN conda install -y pytorch cpuonly -c pytorch && conda clean -afy
