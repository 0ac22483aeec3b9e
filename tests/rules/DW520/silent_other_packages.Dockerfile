FROM condaforge/miniforge3:25.9.1-0
RUN conda install -y -c pytorch cudatoolkit=11.2
CMD ["python", "/srv/main.py"]
