FROM condaforge/miniforge3:25.3.0-3
RUN echo "conda activate base" >> ~/.bashrc
