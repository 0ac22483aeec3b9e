FROM team/base:1
RUN pip install torch-scatter
