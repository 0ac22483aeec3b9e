FROM python:3.13-slim
ARG GIT_SHA
RUN pip install flask
USER app