FROM python:3.13-slim
ARG GIT_SHA
ENV NAME=$GIT_SHA-$OTHER
RUN pip install flask
RUN pip install django
