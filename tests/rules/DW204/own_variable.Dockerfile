FROM python:3.13-slim
RUN --mount=type=cache,target=/root/.cache/pip PIP_NO_CACHE_DIR=1 pip install flask
RUN --mount=type=cache,target=/root/.cache/pip env PIP_NO_CACHE_DIR=1 pip install flask
