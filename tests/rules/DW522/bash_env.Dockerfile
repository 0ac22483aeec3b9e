FROM condaforge/miniforge3:25.3.0-3
ENV BASH_ENV=/root/.bashrc
SHELL ["/bin/bash", "-c"]
RUN conda activate base && pip list
