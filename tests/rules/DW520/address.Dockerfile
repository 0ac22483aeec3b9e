FROM condaforge/miniforge3:25.3.0-3
RUN mamba create -n x -c https://conda.anaconda.org/pytorch-nightly pytorch
