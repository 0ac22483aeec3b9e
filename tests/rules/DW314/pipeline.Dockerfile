FROM python:3.13-slim
RUN python -c "from transformers import pipeline; pipeline('sentiment-analysis')"
USER 10001
