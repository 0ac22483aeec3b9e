FROM nvcr.io/nvidia/pytorch:25.10-py3 AS a
RUN pip install transformers
FROM a
RUN pip install torch
