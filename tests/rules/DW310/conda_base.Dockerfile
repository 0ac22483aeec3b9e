FROM continuumio/miniconda3:25.9.1-0
RUN useradd app && chown -R app /opt/conda
