FROM python:3.13-slim
ARG GIT_SHA
RUN ./configure
RUN pip install flask
