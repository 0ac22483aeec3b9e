FROM condaforge/miniforge3:25.3.0-3
ONBUILD RUN conda activate base && pip list
