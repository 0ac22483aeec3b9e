FROM python:3.13-slim
RUN --mount=type=cache,target=/root/.cache/pip pip download --no-cache-dir --dest /wheels torch==2.9.1 && pip install --no-index /wheels/*.whl
