FROM python:3.13-slim
RUN hf download acme/tagger
USER 10001
