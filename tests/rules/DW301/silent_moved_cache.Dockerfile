FROM python:3.13-slim
ENV PIP_CACHE_DIR=/cache/pip
RUN --mount=type=cache,target=/cache/pip pip install torch==2.9.1
RUN pip install torch==2.9.1 && rm -rf /cache/pip
ENV PIP_CACHE_DIR= XDG_CACHE_HOME=/var/tmp/xdg
RUN --mount=type=cache,target=/var/tmp/xdg pip install torch==2.9.1
