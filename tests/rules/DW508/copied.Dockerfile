FROM python:3.12-slim AS build
RUN python -m venv /opt/venv
FROM python:3.12-slim
COPY --from=build /opt /opt
ENV PATH=/opt/venv/bin:$PATH
