FROM python:3.13 AS build
RUN pip install --prefix=/install torch
FROM python:3.13-slim
COPY --from=build /install /usr/local
