FROM condaforge/miniforge3:25.9.1-0
RUN conda install --yes pip
CMD ["python", "main.py"]
