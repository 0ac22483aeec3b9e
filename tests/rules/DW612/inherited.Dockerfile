FROM nvidia/cuda:12.9.1-devel-ubuntu24.04 AS base
ENV LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs/:$LD_LIBRARY_PATH
FROM base
RUN make
