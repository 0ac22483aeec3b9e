FROM nvidia/cuda:12.9.1-devel-ubuntu24.04 AS build
RUN make
FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
ENV LD_LIBRARY_PATH=/app/lib:/usr/local/cuda/lib64/stubs
COPY --from=build /app /app
