ARG BASE
FROM $BASE
RUN pip install jupytext
RUN pip install tensorflow==2.20.0
