FROM nvidia/cuda:12.9.1-devel-ubuntu24.04 AS build
ENV LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs
RUN make
FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
COPY --from=build /app /app
