FROM condaforge/miniforge3:25.3.0-3
SHELL ["/bin/bash", "-c"]
RUN source activate base
RUN . activate base && echo active
