FROM acme/miniconda-jessie
RUN pip install torch==1.4.0
