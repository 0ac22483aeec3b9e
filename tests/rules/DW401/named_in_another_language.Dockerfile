FROM python:3.13-slim
ARG API_TOKEN
RUN test "${#API_TOKEN}" -gt 4
RUN python -c 'import os; assert os.environ["API_TOKEN"]'
RUN echo done
USER 10001
