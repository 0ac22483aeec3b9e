FROM condaforge/miniforge3:25.3.0-3
RUN . /opt/conda/etc/profile.d/conda.sh && conda activate base
RUN python -V
