FROM python:3.13-slim
# hadolint ignore=DL3013
RUN --mount=type=tmpfs,target=/tmp PIP_NO_INPUT=1 pip install --no-cache-dir \
      # big
      torch==2.9.1 \
      torchvision \
      flask \
      pydantic && \
    rm -rf /tmp/*
RUN apt-get update && pip install torch flask pydantic requests
RUN ["pip", "install", "torch", "flask", "pydantic"]
