ARG CUDA=12.9.1
FROM nvidia/cuda:${CUDA}-devel-ubuntu24.04
COPY . /src
RUN nvcc -o /usr/local/bin/engine /src/engine.cu
ENTRYPOINT ["engine"]
