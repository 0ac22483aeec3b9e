FROM nvidia/cuda:12.2.0-runtime-ubuntu22.04 AS a
RUN apt-get install -y cuda-toolkit cuda-nvcc-12-2 libcudnn8
FROM nvidia/cuda:12.2.0-base-ubuntu22.04
RUN apt-get install -y cuda-libraries-12-2
COPY --from=a /x /x
