FROM python:3.13-slim
ARG GIT_SHA
ARG BUILD_DATE=today
RUN pip install -r requirements.txt
RUN echo $GIT_SHA > /version
