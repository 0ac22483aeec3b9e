FROM condaforge/miniforge3:25.3.0-3
RUN conda activate base || true
RUN if [ -n "$X" ]; then conda activate base; fi
