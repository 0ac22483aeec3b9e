FROM condaforge/miniforge3:25.9.1-0
RUN conda install -y numpy && mamba install -y scipy
RUN conda env create -f environment.yml
RUN conda clean --all --yes
