FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
RUN pip install "jax[cuda12]==0.8.0"
RUN pip install -r requirements.txt
