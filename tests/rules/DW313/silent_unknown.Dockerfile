ARG BASE
FROM ${BASE}
RUN pip install torch==2.9.1 # cuda
