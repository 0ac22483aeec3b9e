ARG GIT_SHA
FROM python:3.13-slim AS unused
ARG GIT_SHA
RUN pip install flask
FROM python:3.13-slim
ARG PYTORCH_VERSION=2.9.1
ARG CACHEBUST
RUN pip install torch==$PYTORCH_VERSION
ARG GIT_SHA
RUN git clone https://git.example/a.git && cd a && git checkout $GIT_SHA
RUN echo done
LABEL revision=$GIT_SHA
