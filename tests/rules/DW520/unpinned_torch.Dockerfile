FROM condaforge/miniforge3:25.3.0-3
RUN conda install -y -c pytorch -c nvidia pytorch torchvision
