FROM python:3.13-slim AS build
RUN pip wheel --wheel-dir=/wheels numpy
FROM python:3.13-slim
COPY --from=build /wheels /wheels
RUN pip install /wheels/* && rm -rf /wheels
