FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
RUN pip install torch==2.9.1
RUN cmake -B build && make -C build
