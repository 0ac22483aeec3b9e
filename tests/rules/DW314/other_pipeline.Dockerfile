FROM python:3.13-slim
RUN python -c "from sklearn.pipeline import Pipeline; Pipeline([])"
USER 10001
