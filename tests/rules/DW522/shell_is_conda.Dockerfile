FROM condaforge/miniforge3:25.3.0-3
SHELL ["conda", "run", "-n", "base", "/bin/bash", "-c"]
RUN conda activate base && pip list
