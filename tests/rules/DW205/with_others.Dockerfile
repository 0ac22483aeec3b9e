FROM python:3.13-slim
ARG GIT_SHA PORT=80
RUN pip install flask
