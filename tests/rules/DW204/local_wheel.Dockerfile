FROM python:3.13-slim
COPY dist/ /dist/
RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir /dist/tool-1.0-py3-none-any.whl
RUN --mount=type=cache,target=/root/.cache/pip set -- /dist/*.whl && pip install --no-cache-dir "$1"
