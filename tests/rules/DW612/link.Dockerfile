FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
RUN ln -s /usr/local/cuda/lib64/stubs/libcuda.so /usr/lib/x86_64-linux-gnu/libcuda.so.1 && make
