FROM python:3.13-slim
ARG WHERE
RUN --mount=type=cache,target=/root/.cache/pip pip install torch==2.9.1
RUN --mount=type=tmpfs,target=/root/.cache pip install torch==2.9.1
RUN --mount=type=cache,target=/home/app/.cache/pip pip install torch==2.9.1
RUN --mount=type=cache,target=${WHERE} pip install torch==2.9.1
