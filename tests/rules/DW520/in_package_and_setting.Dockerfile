FROM condaforge/miniforge3:25.3.0-3
RUN micromamba install -y pytorch::torchaudio=2.1 && conda config --add channels free
