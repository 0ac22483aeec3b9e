FROM python:3.13-slim
RUN hf download --local-dir /opt/models acme/tagger
RUN HF_HOME=/opt/models hf download acme/tagger
RUN python -c "from transformers import AutoModel as M; M.from_pretrained('a/b', cache_dir='/m')"
RUN --mount=type=cache,target=/root/.cache hf download acme/tagger
USER 10001
