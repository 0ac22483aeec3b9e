FROM nvidia/cuda:12.9.1-devel-ubuntu24.04 AS compile
RUN nvcc -o /engine /src/engine.cu
FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
COPY --from=compile /engine /usr/local/bin/
CMD ["engine"]
