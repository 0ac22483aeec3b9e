FROM condaforge/miniforge3:25.3.0-3
RUN conda install -y -c conda-forge -c bioconda -c nvidia pytorch
RUN pip install pytorch
