FROM mambaorg/micromamba:2.3 AS a
COPY . /app
RUN micromamba install -y -n base -f /app/env.yaml && micromamba clean --all --yes
FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN uv pip sync --system requirements.txt
COPY --from=a /opt /opt
