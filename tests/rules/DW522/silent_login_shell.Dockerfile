FROM condaforge/miniforge3:25.3.0-3
SHELL ["/bin/bash", "--login", "-c"]
RUN conda activate base && python -V
