FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
RUN pip install --index-url https://download.pytorch.org/whl/cpu torch==2.9.1
RUN pip install torch==2.9.1+cpu
RUN pip install tensorflow==2.20.0 jax==0.8.0
