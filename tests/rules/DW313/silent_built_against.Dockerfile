FROM nvidia/cuda:12.9.1-devel-ubuntu24.04 AS build
COPY . /src
RUN cmake -S /src -B /build && cmake --build /build
FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
COPY --from=build /build/bin/serve /usr/local/bin/
RUN pip install --break-system-packages torch==2.9.1
CMD ["serve"]
