FROM nvcr.io/nvidia/pytorch:22.12-py3
RUN pip install torch_scatter==2.1.1 torch_sparse
