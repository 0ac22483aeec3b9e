# torch.compile writes its kernels with the toolkit's compiler.
FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
RUN pip install --no-cache-dir torch==2.9.1
CMD ["python3", "/srv/main.py"]
