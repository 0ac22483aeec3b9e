FROM python:3.13-slim
ENV HF_HOME=/opt/models
RUN hf download acme/tagger
USER 10001
